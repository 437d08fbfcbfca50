/**
 * Everything a server reacts to: messages of the election port and of the quorum port (fields as in Apache's
 * `FastLeaderElection.Notification` and `QuorumPacket`), and what its surroundings tell it. Tagged by `type`.
 *
 * A quorum packet's zxid of the form `(e,0)` is carried as an epoch number here; wire code turns one into the other.
 */
import type { Log } from './log.js';
import type { ServerId } from './quorum.js';
import type { Role, Vote } from './state.js';
import type { Zxid } from './zxid.js';

/** Election port (`FastLeaderElection.Notification`). */
export interface Notification {
  readonly type: 'NOTIFICATION';
  readonly role: Role;
  readonly round: number;
  readonly vote: Vote;
}

/** Quorum port. */
export type QuorumMessage =
  | { readonly type: 'FOLLOWERINFO'; readonly acceptedEpoch: number }
  | { readonly type: 'OBSERVERINFO'; readonly acceptedEpoch: number }
  | { readonly type: 'LEADERINFO'; readonly epoch: number }
  /** `currentEpoch` -1: this epoch was promised before, do not count me. */
  | { readonly type: 'ACKEPOCH'; readonly lastZxid: Zxid; readonly currentEpoch: number }
  | { readonly type: 'DIFF'; readonly zxid: Zxid }
  | { readonly type: 'TRUNC'; readonly zxid: Zxid }
  /** `log`: the state up to `zxid`. Here a log; on the wire a serialized tree. */
  | { readonly type: 'SNAP'; readonly zxid: Zxid; readonly log: Log }
  | { readonly type: 'PROPOSAL'; readonly zxid: Zxid; readonly value: unknown }
  | { readonly type: 'COMMIT'; readonly zxid: Zxid }
  | { readonly type: 'INFORM'; readonly zxid: Zxid; readonly value: unknown }
  | { readonly type: 'NEWLEADER'; readonly epoch: number }
  | { readonly type: 'UPTODATE' }
  /** Counter 0: of NEWLEADER or UPTODATE of that epoch. Otherwise of the proposal with this zxid and all before it. */
  | { readonly type: 'ACK'; readonly zxid: Zxid }
  | { readonly type: 'REQUEST'; readonly value: unknown }
  | { readonly type: 'SYNC' }
  | { readonly type: 'PING'; readonly zxid: Zxid };

export type Message = Notification | QuorumMessage;
export type MessageType = Message['type'];
export type MessageOf<T extends MessageType> = Extract<Message, { readonly type: T }>;

/** What the surroundings of a server tell it: time, connections, clients. None of it comes from inside an action. */
export type Event =
  /** The process starts, its durable state recovered. */
  | { readonly type: 'Start' }
  /** Nothing was heard for a while during an election (`notTimeout`). */
  | { readonly type: 'ElectionTimeout' }
  /** Nothing better was heard after a quorum agreed (`finalizeWait`). */
  | { readonly type: 'FinalizeWait' }
  /** The connection to the elected leader is open. */
  | { readonly type: 'Connected'; readonly to: ServerId }
  /** It could not be opened (five tries, `Learner.connectToLeader`). */
  | { readonly type: 'ConnectFailed' }
  /** The connection to `peer` is seen to be broken: closed, reset, or silent beyond `syncLimit`. */
  | { readonly type: 'Disconnected'; readonly peer: ServerId }
  /** A quorum did not form, or did not stay, within `initLimit` or `syncLimit`. */
  | { readonly type: 'QuorumTimeout' }
  /** Half a tick has passed at the leader. */
  | { readonly type: 'Tick' }
  /** A client of this server asks for a write; `value` is the transaction to be. */
  | { readonly type: 'ClientWrite'; readonly value: unknown }
  /** A client of this server asks for a sync. */
  | { readonly type: 'ClientSync' }
  /** A snapshot of everything up to `zxid` was written beside the running service; more may have been delivered since it began. */
  | { readonly type: 'SnapshotTaken'; readonly zxid: Zxid };

/** A message as received: with its sender. */
export type Received<T extends MessageType = MessageType> = MessageOf<T> & { readonly from: ServerId };

export type Input = Received | Event;
export type InputType = Input['type'];
export type InputOf<T extends InputType> = T extends MessageType ? Received<T> : Extract<Event, { readonly type: T }>;
