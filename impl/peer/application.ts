/** What a peer replicates for, and what it offers: the two halves of a server know each other by these interfaces only. */
import type { SnapshotContent } from '#impl/disk/snapshot-format.js';
import type { SnapshotSink } from '#impl/disk/snapshots.js';
import type { SessionTouch } from '#impl/wire/quorum-data.js';
import type { ForwardedRequest } from '#impl/wire/quorum-messages.js';
import type { Txn } from '#spec/model/log.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Role } from '#spec/model/state.js';
import type { Zxid } from '#spec/model/zxid.js';

/** The state machine above ZAB, `T` its state. The peer calls; nothing here calls the peer back before it returns. */
export interface Application<T> {
  /** Committed transactions, each once and in order. */
  readonly deliver: (txns: readonly Txn[]) => void;
  /** The state after the last delivered transaction, as it is now. */
  readonly content: () => SnapshotContent;
  /** Takes in a state that another server sent. */
  readonly sink: () => SnapshotSink<T>;
  readonly contentOf: (state: T) => SnapshotContent;
  /** From now on this is the state; what is delivered next follows it. */
  readonly install: (state: T) => void;
  /** Clients may be served, in this role, through `replicator`; until `stop`. */
  readonly serve: (role: Role, replicator: Replicator) => void;
  readonly stop: () => void;

  /** At a leader: the transaction for a learner's request, which will have this zxid. */
  readonly prepare: (from: ServerId, request: ForwardedRequest, zxid: Zxid) => Uint8Array;
  /** At a leader: signs of life that a learner passes on. */
  readonly touched: (touches: readonly SessionTouch[]) => void;
  /** At a leader: is this session alive? The learner is its owner from now on. */
  readonly revalidate: (from: ServerId, sessionId: bigint, timeoutMs: number) => boolean;
  /** At a learner: the answer to `Replicator.revalidate`. */
  readonly revalidated: (sessionId: bigint, valid: boolean) => void;
  /** At a learner: sessions heard of since it was last asked. */
  readonly touches: () => readonly SessionTouch[];
  /** At a learner: the oldest sync under way is answered. */
  readonly synced: () => void;
}

/** What a serving application may ask of its peer. False: the role has just ended, and `stop` comes. */
export interface Replicator {
  /** At a leader: proposes the transaction that `value` makes for the zxid it will have. */
  readonly propose: (value: (zxid: Zxid) => Uint8Array) => boolean;
  /** At a learner: hands a client's write to the leader. */
  readonly forward: (request: ForwardedRequest) => boolean;
  readonly sync: (request: ForwardedRequest) => boolean;
  readonly revalidate: (sessionId: bigint, timeoutMs: number) => void;
  /** The disk has more to write than it should: take in less. */
  readonly isFull: () => boolean;
}
