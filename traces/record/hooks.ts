/** What a server tells its recorder. The server's own words for it are the same; it does not know this file, nor this file the server. */
import type { Input, Message, Notification } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Durable, Local } from '#spec/model/state.js';
import type { Zxid } from '#spec/model/zxid.js';

/** Of a disk. */
export type RecordedWrite =
  | { readonly kind: 'append'; readonly entries: readonly { readonly zxid: Zxid; readonly payload: Uint8Array }[] }
  | { readonly kind: 'truncate'; readonly zxid: Zxid }
  | { readonly kind: 'replace' | 'snapshot'; readonly snapshot: { readonly zxid: Zxid } }
  | { readonly kind: 'roll' }
  | { readonly kind: 'acceptedEpoch' | 'currentEpoch'; readonly epoch: number };

/** Calls come in the order in which things happened at this server. */
export interface RecorderHooks {
  readonly recovered: (durable: Durable) => void;
  /** A connection of the quorum port. */
  readonly opened: (peer: ServerId, channel: string) => void;
  readonly closed: (peer: ServerId, channel: string) => void;
  /** The `index`-th of its direction on that channel, from 0. */
  readonly received: (from: ServerId, channel: string, index: number, message: Message) => void;
  readonly sent: (to: ServerId, channel: string, index: number, message: Message) => void;
  /** The election port. */
  readonly notified: (from: ServerId, notification: Notification) => void;
  readonly notifies: (to: ServerId, notification: Notification) => void;
  /** An action was taken. */
  readonly stepped: (action: string, input: Input, before: Local, after: Local) => void;
  /** The disk begins with this write; counted from 1. */
  readonly issued: (write: RecordedWrite, count: number) => void;
  /** The first `count` writes are durable. */
  readonly durable: (count: number) => void;
  /** Clients may read up to there: it is applied now, and then they are told. */
  readonly delivered: (to: Zxid) => void;
  /** A client has a session here; what it had seen by its own word. What comes of its connection is told to the answer. */
  readonly clientOpened: (sessionId: bigint, seen: Zxid) => ClientHooks;
}

/** One connection of a client. */
export interface ClientHooks {
  readonly requested: (xid: number, op: number) => void;
  /** Handed to its socket, as are watch events. */
  readonly replied: (xid: number, zxid: Zxid, err: number) => void;
  readonly told: (type: number, path: string, zxid: Zxid) => void;
  readonly closed: () => void;
}
