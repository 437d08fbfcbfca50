/** ZooKeeper's service as an application of ZAB: its state is a tree, and while it is served there are clients. */
import assert from 'node:assert/strict';
import type { Logger } from 'pino';
import type { ServerConfig } from '#impl/config/server-config.js';
import type { Metrics } from '#impl/metrics/server-metrics.js';
import type { Turn } from '#impl/net/turn.js';
import type { Application, Replicator } from '#impl/peer/application.js';
import { contentOf, treeSink } from '#impl/translate/tree-snapshot.js';
import type { TreeOptions } from '#impl/translate/tree-snapshot.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Txn } from '#spec/model/log.js';
import type { Role } from '#spec/model/state.js';
import type { DigestOptions } from '#spec/service/acl/auth-scheme.js';
import type { MemoryStore } from '#spec/service/tree/memory-store.js';
import type { ClientConnection } from './client-connection.js';
import { Following } from './following.js';
import { Leadership } from './leadership.js';
import type { Replica } from './replica.js';
import { Serving } from './serving.js';

export interface ApplicationOptions {
  readonly self: ServerId;
  readonly config: ServerConfig;
  readonly replica: Replica<ClientConnection>;
  readonly digests: DigestOptions;
  readonly outstandingLimit: number;
  readonly tree: TreeOptions;
  readonly turn: Turn;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Service begins, or ends. */
  readonly changed: () => void;
}

/** Service in one role. */
export interface Term {
  readonly role: Role;
  readonly serving: Serving;
  readonly leadership: Leadership | null;
  readonly following: Following | null;
  /** In milliseconds since 1970. */
  readonly since: number;
}

export class ZooKeeperApplication {
  private readonly options: ApplicationOptions;
  private term: Term | null = null;

  constructor(options: ApplicationOptions) {
    this.options = options;
  }

  /** Null while nobody is served. */
  get current(): Term | null {
    return this.term;
  }

  /** As a peer sees it. */
  asApplication(): Application<MemoryStore> {
    const { replica, tree, log } = this.options;
    return {
      deliver: (txns) => {
        this.deliver(txns);
      },
      content: () => contentOf(replica.store),
      sink: () =>
        treeSink({
          ...tree,
          onMismatch: (mismatch) => {
            log.error(mismatch, 'a tree received from the leader has another digest than its snapshot says');
          },
        }),
      contentOf,
      install: (store) => {
        replica.install(store);
      },
      serve: (role, replicator) => {
        this.serve(role, replicator);
      },
      stop: () => {
        this.stop();
      },
      prepare: (from, request, zxid) => this.leading().prepare(from, request, zxid),
      touched: (touches) => {
        this.leading().touched(touches);
      },
      revalidate: (from, sessionId, timeoutMs) => this.leading().revalidate(from, sessionId, timeoutMs),
      revalidated: (sessionId, valid) => {
        this.term?.following?.claimed(sessionId, valid);
      },
      touches: () => this.term?.following?.takeTouches() ?? [],
      synced: () => {
        this.term?.following?.synced();
      },
    };
  }

  private deliver(txns: readonly Txn[]): void {
    const { replica, metrics } = this.options;
    metrics.commits.add(txns.length);
    const serving = this.term?.serving;
    for (const txn of txns) {
      if (serving !== undefined) serving.commit(txn);
      else replica.replay(replica.decoded(txn.zxid, txn.value as Uint8Array));
    }
  }

  private serve(role: Role, replicator: Replicator): void {
    const { replica, turn } = this.options;
    const leadership = role === 'leading' ? new Leadership({ ...this.options, replicator }) : null;
    const following = leadership === null ? new Following(replicator, replica) : null;
    const upstream = leadership ?? following;
    if (upstream === null) return;
    this.term = { role, serving: new Serving({ ...this.options, upstream }), leadership, following, since: Date.now() };
    // Writes of its own; the peer is still on its way here.
    if (leadership !== null) {
      turn.atEnd(() => {
        if (this.term?.leadership === leadership) leadership.closeLostSessions();
      });
    }
    this.options.changed();
  }

  private stop(): void {
    // Its connections are closed while it is still there to forget them.
    this.term?.serving.stop();
    this.term = null;
    this.options.changed();
  }

  private leading(): Leadership {
    const leadership = this.term?.leadership ?? null;
    assert(leadership !== null, 'learners are answered by a leader that serves');
    return leadership;
  }
}
