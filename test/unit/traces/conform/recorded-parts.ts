/** What a recorded cluster is made of. */
import type { Node } from '#impl/node/node.js';
import type { Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { TraceEvent } from '#traces/format/event.js';
import type { RecordedDisk } from './recorded-disk.js';

/** One end of a connection. */
export interface End {
  readonly channel: string;
  /** The acceptor hears of a connection by its first message. */
  known: boolean;
  broken: boolean;
  readonly inbox: Message[];
  sent: number;
  received: number;
}

export interface Server {
  readonly id: ServerId;
  readonly events: TraceEvent[];
  readonly disk: RecordedDisk;
  node: Node | null;
  runs: number;
  snapshot: Zxid | null;
}

export interface Move {
  readonly weight: number;
  readonly make: () => void;
}
