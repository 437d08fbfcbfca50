/**
 * The tree as it will be when everything prepared so far is applied: the store, and on top of it one record per change not yet
 * applied (`ChangeRecord`). Prep looks here, so `create /a` and `create /a/b` may follow each other without waiting.
 *
 *     begin(5)  put /a ...          records of 5
 *     begin(6)  put /a/b, put /a    records of 6; /a of 6 hides /a of 5
 *     release(5)                    5 is applied: the store has it now
 *
 * A leader that steps down forgets it whole.
 */
import { compareZxids } from '../../model/zxid.js';
import { shifted } from '../tree/digest.js';
import { ZERO } from '../../model/zxid.js';
import type { Digest } from '../tree/digest.js';
import type { ZNode } from '../tree/node.js';
import type { SessionId } from '../tree/owner.js';
import type { Store, Tree } from '../tree/store.js';
import type { Zxid } from '../../model/zxid.js';

interface ChangeRecord {
  readonly zxid: Zxid;
  readonly path: string;
  /** Undefined: it will be gone. */
  readonly node: ZNode | undefined;
  /** The digest of the tree with this change and all before it. */
  readonly tree: Digest;
}

/** Applied records are cut off the front of the queue when this many have gathered and they are its greater part. */
const SLACK = 1024;

export class Outstanding implements Tree {
  readonly digests: boolean;
  readonly extendedTypes: boolean;
  private readonly store: Store;
  private readonly byPath = new Map<string, ChangeRecord>();
  /** In the order made; those before `head` are applied. Its bound is that of requests in flight, which the server sets. */
  private queue: ChangeRecord[] = [];
  private head = 0;
  private zxid: Zxid = ZERO;
  /** What each record of the current transaction hid. */
  private readonly hidden: (ChangeRecord | undefined)[] = [];

  constructor(store: Store) {
    this.store = store;
    this.digests = store.digests;
    this.extendedTypes = store.extendedTypes;
  }

  get size(): number {
    return this.queue.length - this.head;
  }

  get treeDigest(): Digest {
    return this.size === 0 ? this.store.treeDigest : (this.queue.at(-1)?.tree ?? this.store.treeDigest);
  }

  get(path: string): ZNode | undefined {
    const record = this.byPath.get(path);
    return record === undefined ? this.store.get(path) : record.node;
  }

  put(path: string, node: ZNode): void {
    this.record(path, node);
  }

  remove(path: string): void {
    this.record(path, undefined);
  }

  /** From here on changes belong to this transaction. */
  begin(zxid: Zxid): void {
    this.zxid = zxid;
    this.hidden.length = 0;
  }

  /** Takes back every change since `begin`: the multi failed. */
  rollback(): void {
    for (let before = this.hidden.length - 1; before >= 0; before--) {
      const record = this.queue.pop();
      const hidden = this.hidden[before];
      if (record === undefined) break;
      if (hidden === undefined) this.byPath.delete(record.path);
      else this.byPath.set(record.path, hidden);
    }
    this.hidden.length = 0;
  }

  /** The store has applied transactions up to this one. */
  release(applied: Zxid): void {
    for (let record = this.queue[this.head]; record !== undefined; record = this.queue[this.head]) {
      if (compareZxids(record.zxid, applied) > 0) break;
      if (this.byPath.get(record.path) === record) this.byPath.delete(record.path);
      this.head += 1;
    }
    if (this.head === this.queue.length) {
      this.queue.length = 0;
      this.head = 0;
    } else if (this.head >= SLACK && 2 * this.head >= this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
  }

  /** The ephemeral nodes that a session will have: applied ones first. */
  ephemeralsOf(session: SessionId): string[] {
    const paths = new Set(this.store.ephemeralsOf(session));
    for (let index = this.head; index < this.queue.length; index++) {
      const { path, node } = this.queue[index] as ChangeRecord;
      if (node?.owner === session) paths.add(path);
      else paths.delete(path);
    }
    return [...paths];
  }

  private record(path: string, node: ZNode | undefined): void {
    const tree = shifted(this.treeDigest, this.get(path)?.digest ?? 0, node?.digest ?? 0);
    const record = { zxid: this.zxid, path, node, tree };
    this.hidden.push(this.byPath.get(path));
    this.byPath.set(path, record);
    this.queue.push(record);
  }
}
