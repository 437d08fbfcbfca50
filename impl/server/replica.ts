/**
 * The replicated state of a server, and the watches on it: what every server does with a committed transaction, whether it leads or not.
 */
import assert from 'node:assert/strict';
import type { Logger } from 'pino';
import type { Metrics } from '#impl/metrics/server-metrics.js';
import { decodeTxn } from '#impl/translate/txns.js';
import type { Zxid } from '#spec/model/zxid.js';
import { sameZxid, showZxid, ZERO } from '#spec/model/zxid.js';
import type { Digest } from '#spec/service/tree/digest.js';
import { withData } from '#spec/service/tree/node.js';
import { CONFIG_PATH } from '#spec/service/tree/path.js';
import type { MemoryStore } from '#spec/service/tree/memory-store.js';
import { fire, Watches } from '#spec/service/watch/watches.js';
import type { Delivery, EventType } from '#spec/service/watch/event.js';
import { agreesWithLeader, apply } from '#spec/service/write/apply.js';
import type { Applied, Change } from '#spec/service/write/apply.js';
import type { Txn } from '#spec/service/write/txn.js';
import type { WriteRules } from '#spec/service/write/view.js';
import type { Id } from '#spec/service/acl/acl.js';

export interface ReplicaOptions {
  readonly rules: WriteRules;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Bytes of one string or buffer of a transaction. */
  readonly maxLength: number;
  /** What `/zookeeper/config` says; null: nothing, for the server stands alone. */
  readonly configText: string | null;
  /** A transaction was applied, and the tree has this digest. */
  readonly applied: (zxid: Zxid, digest: Digest) => void;
}

/** `W`: a connection. */
export class Replica<W extends { readonly ids: readonly Id[] }> {
  readonly watches = new Watches<W>();
  readonly rules: WriteRules;
  private readonly options: ReplicaOptions;
  private current: MemoryStore;

  constructor(store: MemoryStore, options: ReplicaOptions) {
    this.options = options;
    this.rules = options.rules;
    this.current = store;
    this.setConfig();
  }

  get store(): MemoryStore {
    return this.current;
  }

  install(store: MemoryStore): void {
    this.current = store;
    this.setConfig();
  }

  /** A transaction as ZAB committed it. One that cannot be read would leave this server behind all others: it must stop. */
  decoded(zxid: Zxid, payload: Uint8Array): Txn {
    const txn = decodeTxn(payload, this.options.maxLength);
    assert(txn.ok, `transaction ${showZxid(zxid)} can be read${txn.ok ? '' : `: ${txn.error.message}`}`);
    assert(sameZxid(txn.value.zxid, zxid), `transaction ${showZxid(zxid)} says the same of itself: ${showZxid(txn.value.zxid)}`);
    return txn.value;
  }

  apply(txn: Txn): Applied {
    return this.checked(txn, apply(this.store, txn));
  }

  /**
   * Catches up, while nobody is served. Digests are not compared: a snapshot that Apache wrote while it served holds some writes of later,
   * and only when all of those are replayed the tree is what the leader foresaw.
   */
  replay(txn: Txn): void {
    apply(this.store, txn);
    this.options.applied(txn.zxid, this.store.treeDigest);
  }

  /** Compares the tree with what the leader foresaw; a difference is told and counted, as in ZooKeeper. */
  checked(txn: Txn, applied: Applied): Applied {
    this.options.applied(txn.zxid, this.store.treeDigest);
    if (agreesWithLeader(this.store, txn)) return applied;
    const { metrics, log } = this.options;
    metrics.digestMismatches.add();
    log.error({ zxid: showZxid(txn.zxid), type: txn.body.type }, 'the tree differs from what the leader foresaw');
    return applied;
  }

  /** Who is to be told of a transaction's changes. To be sent before anything else that shows them. */
  fire(changes: readonly Change[], zxid: Zxid): readonly Delivery<W>[] {
    if (changes.length === 0) return NOBODY;
    const deliveries = fire(this.watches, changes, zxid, { rules: this.rules, idsOf: (watcher) => watcher.ids });
    if (deliveries.length > 0) this.countWatches(deliveries);
    return deliveries;
  }

  private countWatches(deliveries: readonly Delivery<W>[]): void {
    const { createdWatches, deletedWatches, changedWatches, childrenWatches } = this.options.metrics;
    const summaries = {
      created: createdWatches,
      deleted: deletedWatches,
      dataChanged: changedWatches,
      childrenChanged: childrenWatches,
    };
    const counts = { created: 0, deleted: 0, dataChanged: 0, childrenChanged: 0 };
    for (const { type } of deliveries) counts[type] += 1;
    for (const [type, count] of Object.entries(counts)) {
      if (count > 0) summaries[type as EventType].add(count);
    }
  }

  /** Every server writes it for itself; it is below `/zookeeper/`, where digests do not look. */
  private setConfig(): void {
    const { store } = this;
    const { configText } = this.options;
    const node = store.get(CONFIG_PATH);
    if (node === undefined || configText === null) return;
    const data = Buffer.from(configText);
    store.put(
      CONFIG_PATH,
      withData(CONFIG_PATH, node, { data: new Uint8Array(data), version: -1, mzxid: ZERO, mtime: Date.now() }),
    );
  }
}

const NOBODY: readonly never[] = [];
