/**
 * The requests of one session at one server, answered in the order in which they came (`CommitProcessor`). Writes are on their way to the
 * leader at once; reads wait for the writes in front of them, so that a client reads what it wrote.
 *
 *     front   write 7 (committed)   read 8   write 9 (under way)   read 10   back
 *             answered              answered  ──── both wait ────
 *
 * The line belongs to the session, not to the connection: a client that comes back may find old writes of its own still under way.
 */
import type { Reply } from '#impl/translate/replies.js';
import type { Zxid } from '#spec/model/zxid.js';
import { Fifo } from './fifo.js';
import type { ClientConnection } from './client-connection.js';

export interface Answer {
  readonly zxid: Zxid;
  readonly reply: Reply;
}

export interface Entry {
  readonly connection: ClientConnection;
  readonly xid: number;
  readonly opCode: number;
  /** Monotonic milliseconds. */
  readonly receivedMs: number;
  /** A write is under way to the leader, and back as a transaction. */
  readonly isWrite: boolean;
  /** Of a large request: its size. 0 for any other. */
  readonly largeBytes: number;
  /** The connection is closed behind the answer. */
  readonly isLast: boolean;
  /** Makes the answer when the entry's turn comes. Null: it is not known yet, and everything behind waits. */
  answer: (() => Answer) | null;
}

export type ReadyEntry = Entry & { readonly answer: () => Answer };

function isReady(entry: Entry): entry is ReadyEntry {
  return entry.answer !== null;
}

export class SessionLine {
  private readonly entries = new Fifo<Entry>();
  /** Those among them whose transaction is still to come. */
  private readonly writes = new Fifo<Entry>();

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  /** The transaction of one at least is still to come. */
  get awaitsWrites(): boolean {
    return this.writes.length > 0;
  }

  push(entry: Entry): void {
    this.entries.push(entry);
    if (entry.isWrite) this.writes.push(entry);
  }

  /** The write whose transaction is committed; undefined where it came by another server, or was made by one. */
  committed(cxid: number): Entry | undefined {
    return this.writes.peek()?.xid === cxid ? this.writes.shift() : undefined;
  }

  /** The entry in front, if it can be answered now. */
  get ready(): ReadyEntry | undefined {
    const front = this.entries.peek();
    return front !== undefined && isReady(front) ? front : undefined;
  }

  shift(): void {
    this.entries.shift();
  }
}
