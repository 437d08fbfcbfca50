/**
 * Who writes down what a server did, at its boundaries: what came off sockets and went to them, what was issued to the disk and when it was
 * durable, which actions were taken. Calls come in the order in which things happened at this server.
 */
import type { DiskWrite } from '#impl/disk/durable-writes.js';
import type { Input, Message, Notification } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Durable, Local } from '#spec/model/state.js';
import type { Zxid } from '#spec/model/zxid.js';

export interface PeerRecorder {
  /** The process has started, with this on its disk. */
  readonly recovered: (durable: Durable) => void;
  /** A connection of the quorum port. `channel`: the same text at both ends, `initiator>acceptor`. */
  readonly opened: (peer: ServerId, channel: string) => void;
  readonly closed: (peer: ServerId, channel: string) => void;
  /** Decoded off a socket, the `index`-th message on it, from 0. Of a SNAP: its tree has come, too. */
  readonly received: (from: ServerId, channel: string, index: number, message: Message) => void;
  /** Handed to a socket, the `index`-th message on it. */
  readonly sent: (to: ServerId, channel: string, index: number, message: Message) => void;
  /** The election port, which keeps the newest only and may send it twice. */
  readonly notified: (from: ServerId, notification: Notification) => void;
  readonly notifies: (to: ServerId, notification: Notification) => void;
  /** An action was taken; `input` as it was, a transaction's value being its bytes. */
  readonly stepped: (action: string, input: Input, before: Local, after: Local) => void;
  /** The disk begins with this write; counted from 1. */
  readonly issued: (write: DiskWrite, count: number) => void;
  /** The first `count` writes are durable. */
  readonly durable: (count: number) => void;
  /** Clients may read up to there: it is applied now, and then they are told. */
  readonly delivered: (to: Zxid) => void;
}
