/**
 * What a trace holds, a line an event: what one server did, in the order in which it did it. Every event has constant size, however long
 * logs grow: transactions are told by zxid and hash, logs and states by digests (`digest.ts`).
 *
 * Traces of several servers need no common clock and no common file: every message is numbered on its channel at both ends.
 */

/** `[epoch, counter]`. */
export type TraceZxid = readonly [epoch: number, counter: number];

/** Of bytes, of a log or of a state: 64 bits as 16 hexadecimal digits. */
export type Digest = string;

/** A message, its fields those of `spec/model/messages.ts`; a value is the hash of its bytes, a SNAP's log is told by its zxid. */
export type TraceMessage = Readonly<Record<string, unknown>> & { readonly type: string };

/** First line of each run of a server's process. */
export interface HeaderEvent {
  readonly t: 'trace';
  readonly version: 1;
  /** Told apart from other runs of the same server: later runs sort behind earlier ones. In milliseconds since 1970, and the process's id. */
  readonly run: string;
  readonly server: number;
  readonly voters: readonly number[];
  readonly observers: readonly number[];
  readonly counterLimit: number;
  readonly protocol: string;
}

/** What the process found on its disk. `entries` lines of `entry` follow, one for each transaction behind the snapshot. */
export interface RecoveredEvent {
  readonly t: 'recovered';
  readonly acceptedEpoch: number;
  readonly currentEpoch: number;
  readonly snapshotZxid: TraceZxid;
  readonly base: TraceZxid;
  readonly entries: number;
}

export interface EntryEvent {
  readonly t: 'entry';
  readonly zxid: TraceZxid;
  readonly hash: Digest;
}

/** A connection of the quorum port. */
export interface ConnectionEvent {
  readonly t: 'open' | 'close';
  readonly peer: number;
  readonly channel: string;
}

/** `in`: decoded off a socket. `out`: handed to one. The `n`-th of its direction on that channel, from 0. */
export interface PacketEvent {
  readonly t: 'in' | 'out';
  readonly peer: number;
  readonly channel: string;
  readonly n: number;
  readonly m: TraceMessage;
}

/** The election port: mail that may be lost when something newer is sent, and may come twice. */
export interface MailEvent {
  readonly t: 'mail-in' | 'mail-out';
  readonly peer: number;
  readonly m: TraceMessage;
}

/** An action was taken. `input`: an event, or a message with `from`; `state`: digest of the server's state behind it. */
export interface StepEvent {
  readonly t: 'step';
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly state: Digest;
}

/** What the disk was given to do, in order, counted from 1 since the process started. */
export interface WriteEvent {
  readonly t: 'write';
  readonly n: number;
  readonly write:
    | { readonly kind: 'append'; readonly entries: readonly (readonly [TraceZxid, Digest])[] }
    | { readonly kind: 'truncate' | 'replace' | 'snapshot'; readonly zxid: TraceZxid }
    | { readonly kind: 'roll' }
    | { readonly kind: 'acceptedEpoch' | 'currentEpoch'; readonly epoch: number };
}

/** The first `n` writes are on the disk. */
export interface DurableEvent {
  readonly t: 'durable';
  readonly n: number;
}

/** Clients of this server may read up to there: it is applied now, and they hear of it behind this line. */
export interface DeliveredEvent {
  readonly t: 'delivered';
  readonly zxid: TraceZxid;
}

/**
 * A client's handshake was answered: it has a session here. `client`: its connection, counted from 1 since the process started;
 * `session`: its id, 64 bits as hexadecimal digits; `seen`: the newest zxid it had been told anywhere, by its own word.
 */
export interface ClientOpenEvent {
  readonly t: 'client-open';
  readonly client: number;
  readonly session: Digest;
  readonly seen: TraceZxid;
}

/** Its connection is over, with so many requests decoded, and so many replies and watch events handed to it. */
export interface ClientCloseEvent {
  readonly t: 'client-close';
  readonly client: number;
  readonly received: number;
  readonly sent: number;
}

/** A request was decoded, the `n`-th on its connection, from 0; `op`: its number in ZooKeeper's `OpCode`. */
export interface RequestEvent {
  readonly t: 'request';
  readonly client: number;
  readonly n: number;
  readonly xid: number;
  readonly op: number;
}

/** Handed to a client's socket, the header as sent. `n` counts replies and watch events of a connection together, from 0. */
export interface ReplyEvent {
  readonly t: 'reply';
  readonly client: number;
  readonly n: number;
  readonly xid: number;
  readonly zxid: TraceZxid;
  readonly err: number;
}

/**
 * Handed to a client's socket. `zxid` as sent: -1 is 32 ones twice. `path`: the hash of its text. Paths have no length that is the same for all,
 * and whose watch it was is for histories of clients to judge.
 */
export interface WatchEvent {
  readonly t: 'watch-event';
  readonly client: number;
  readonly n: number;
  readonly type: number;
  readonly path: Digest;
  readonly zxid: TraceZxid;
}

/** What happens at the client port, in the order in which it does, among the lines of everything else. */
export type ClientEvent = ClientOpenEvent | ClientCloseEvent | RequestEvent | ReplyEvent | WatchEvent;

/** The process stopped when it was asked. A trace without it ended otherwise: all that was not durable then may be lost. */
export interface StopEvent {
  readonly t: 'stop';
}

export type TraceEvent =
  | HeaderEvent
  | RecoveredEvent
  | EntryEvent
  | ConnectionEvent
  | PacketEvent
  | MailEvent
  | StepEvent
  | WriteEvent
  | DurableEvent
  | DeliveredEvent
  | ClientEvent
  | StopEvent;
