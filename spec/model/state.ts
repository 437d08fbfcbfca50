/**
 * What one server knows: the only place where its fields are listed, and where it is said which of them survive a crash.
 *
 * An action reads a `Local` (both halves as the server sees them in memory) and answers with a `Step`, in which writes to
 * `Durable` fields are ordered and everything else is volatile.
 */
import type { Log } from './log.js';
import type { ServerId } from './quorum.js';
import type { Zxid } from './zxid.js';

/** On disk. Files of Apache's layout: `acceptedEpoch`, `currentEpoch`, transaction logs, snapshots. */
export interface Durable {
  /** Last epoch promised (LEADERINFO accepted): the paper's f.p. */
  readonly acceptedEpoch: number;
  /** Last epoch joined (NEWLEADER accepted): the paper's f.a. */
  readonly currentEpoch: number;
  /** The transaction log: h(f). */
  readonly history: Log;
  /**
   * What the newest snapshot covers: only what was committed when it was taken. A restart begins there, and a leader's DIFF
   * window too. No action looks below it, so a server may forget the entries that it covers.
   */
  readonly snapshotZxid: Zxid;
}

/** `down`: not running. The rest as ZooKeeper's `QuorumPeer.ServerState`. */
export type Role = 'down' | 'looking' | 'following' | 'leading' | 'observing';

/** ZooKeeper's `QuorumPeer.ZabState`. */
export type Phase = 'election' | 'discovery' | 'synchronization' | 'broadcast';

/** Whom a server proposes, with the log end and epoch that speak for the candidate (`Vote`). */
export interface Vote {
  readonly leader: ServerId;
  readonly zxid: Zxid;
  readonly epoch: number;
}

/** A vote as received: with its sender's round and role. */
export interface ReceivedVote {
  readonly vote: Vote;
  readonly round: number;
  readonly role: Role;
}

export type VoteTable = Readonly<Record<number, ReceivedVote>>;

/** The sync stream under way at a learner (`Learner.syncWithLeader`). */
export interface Syncing {
  readonly mode: 'DIFF' | 'TRUNC' | 'SNAP';
  /** The log as this sync builds it: what the mode left or brought, then every PROPOSAL of the stream. Not yet on disk. */
  readonly log: Log;
  /** The prefix of `log` for which the stream brought a COMMIT (or was part of the mode). */
  readonly committed: Zxid;
  /** What the snapshot under `log` covers: the one that SNAP brought, otherwise the server's own. */
  readonly snapshot: Zxid;
  /** NEWLEADER was taken: what was committed before it is in `history`. */
  readonly newLeader: boolean;
}

/**
 * How far a learner has come, as its leader knows (`LearnerHandler`).
 *
 * - `waiting`: FOLLOWERINFO received, the new epoch not decided
 * - `informed`: LEADERINFO sent
 * - `acknowledged`: ACKEPOCH received, not enough of them yet
 * - `syncing`: sync stream and NEWLEADER sent; from here on it gets live proposals
 * - `synced`: NEWLEADER acknowledged, not enough of those yet
 * - `active`: UPTODATE sent
 */
export type Stage = 'waiting' | 'informed' | 'acknowledged' | 'syncing' | 'synced' | 'active';

export interface LearnerState {
  readonly stage: Stage;
  /** Receives INFORM, never votes. */
  readonly observer: boolean;
  /** End of its log as told by ACKEPOCH; `ZERO` before. Raised by every ACK: acknowledgements are cumulative. */
  readonly acked: Zxid;
}

/** A client's sync that waits for the proposals outstanding when it came (`Leader.pendingSyncs`). */
export interface PendingSync {
  readonly from: ServerId;
  readonly after: Zxid;
}

/** What only a leader keeps. Counted servers stay counted when they disconnect: an acknowledgement is a promise on disk. */
export interface Leading {
  readonly learners: Readonly<Record<number, LearnerState>>;
  /** The epoch to be proposed: above every accepted epoch heard of (`Leader.epoch`). */
  readonly proposedEpoch: number;
  /** Voters whose FOLLOWERINFO was counted (`connectingFollowers`). */
  readonly connecting: readonly ServerId[];
  /** Voters whose ACKEPOCH was counted (`electingFollowers`). */
  readonly electing: readonly ServerId[];
  /** Voters whose ACK of NEWLEADER was counted, itself included (`newLeaderProposal`). */
  readonly newLeaderAcks: readonly ServerId[];
  /** How far its own log is known to be on disk. */
  readonly ackedBySelf: Zxid;
  readonly pendingSyncs: readonly PendingSync[];
}

/** In memory only. */
export interface Volatile {
  readonly role: Role;
  readonly phase: Phase;
  /** Delivered prefix: what clients of this server may have read. Never below its snapshot, with which a restart begins. */
  readonly lastCommitted: Zxid;

  /** Election round (`logicalclock`). */
  readonly round: number;
  readonly vote: Vote;
  /** Votes of this round, by sender (`recvset`). */
  readonly votes: VoteTable;
  /** Votes of servers that already follow or lead (`outofelection`). */
  readonly settledVotes: VoteTable;
  /** A quorum agrees; listening a little longer for something better (`finalizeWait`). */
  readonly finalizing: boolean;

  /** A learner's connection to `vote.leader` is open, as far as it knows. */
  readonly connected: boolean;
  readonly syncing: Syncing | null;
  /** Syncs of its own clients that a learner has forwarded and not seen answered. */
  readonly awaitedSyncs: number;

  readonly leading: Leading | null;
}

export type Local = Durable & Volatile;

/** The part of a server that survives it. */
export function durableOf(s: Local): Durable {
  return {
    acceptedEpoch: s.acceptedEpoch,
    currentEpoch: s.currentEpoch,
    history: s.history,
    snapshotZxid: s.snapshotZxid,
  };
}

/** Everything volatile of a server that is not running: of its past only what its snapshot holds. */
export function stopped(durable: Durable, self: ServerId): Local {
  return {
    ...durable,
    role: 'down',
    phase: 'election',
    lastCommitted: durable.snapshotZxid,
    round: 0,
    vote: { leader: self, zxid: durable.history.lastZxid, epoch: durable.currentEpoch },
    votes: {},
    settledVotes: {},
    finalizing: false,
    connected: false,
    syncing: null,
    awaitedSyncs: 0,
    leading: null,
  };
}
