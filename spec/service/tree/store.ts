/**
 * What the semantics need from whatever holds the tree. The functions of `write/`, `read/` and `watch/` keep nothing of their own.
 */
import type { Digest } from './digest.js';
import type { ZNode } from './node.js';
import type { SessionId } from './owner.js';
import type { Zxid } from '../../model/zxid.js';

/** The part that a transaction changes. Two things are trees: a store, and the changes that prep foresees on top of one. */
export interface Tree {
  /** Whether nodes carry digests; the sum is then the same on all servers. */
  readonly digests: boolean;
  readonly extendedTypes: boolean;
  get(path: string): ZNode | undefined;
  /** Adds a node, or replaces one. The parent of a new node is there; its own value is put separately. */
  put(path: string, node: ZNode): void;
  /** Removes a node, and whatever still lies below it: a replay over a later snapshot may meet such. */
  remove(path: string): void;
}

/** A tree and what is derived from it, kept up to date by `put` and `remove`, and the replicated table of sessions. */
export interface Store extends Tree {
  readonly nodeCount: number;
  /** Units of all paths and bytes of all data: an estimate for monitoring, as Java's. */
  readonly dataSize: number;
  readonly treeDigest: Digest;
  childrenOf(path: string): ReadonlySet<string>;
  ephemeralsOf(session: SessionId): ReadonlySet<string>;
  /** Sessions that own ephemeral nodes, whether or not the table knows them. */
  owners(): Iterable<SessionId>;
  containers(): Iterable<string>;
  ttlNodes(): Iterable<string>;
  /** Paths that have a `zookeeper_limits` node. */
  readonly quotaPaths: ReadonlySet<string>;
  readonly sessions: ReadonlyMap<SessionId, number>;
  putSession(session: SessionId, timeoutMs: number): void;
  removeSession(session: SessionId): void;
  /** Zxid of the last transaction applied whole. */
  readonly lastZxid: Zxid;
  advance(zxid: Zxid): void;
}
