/** The lines of all sessions of a server, and the bound on what may be under way in them. */
import type { Turn } from '#impl/net/turn.js';
import type { ClientConnection } from './client-connection.js';
import { SessionLine } from './session-line.js';
import type { Answer, Entry } from './session-line.js';

export interface RequestLinesOptions {
  readonly turn: Turn;
  /** Requests of all clients that may be unanswered before those who have some are no longer read from. */
  readonly outstandingLimit: number;
  /** More than the disk should be given waits for it. */
  readonly isFull: () => boolean;
  /** The entry's turn has come; its connection is open. */
  readonly answered: (entry: Entry, answer: Answer) => void;
}

export class RequestLines {
  private readonly options: RequestLinesOptions;
  private readonly lines = new Map<bigint, SessionLine>();
  /** Connections that were held back. */
  private readonly stalled = new Set<ClientConnection>();
  /** They are told at the end of this turn. */
  private resumes = false;
  private inProcess = 0;
  private largeBytes = 0;

  constructor(options: RequestLinesOptions) {
    this.options = options;
  }

  get outstanding(): number {
    return this.inProcess;
  }

  /** Bytes of the large requests that are under way. */
  get largeRequestBytes(): number {
    return this.largeBytes;
  }

  /** May this connection's next request be taken now? If not, it is resumed later. */
  mayTake(connection: ClientConnection): boolean {
    const { outstandingLimit, isFull } = this.options;
    const busy = this.inProcess >= outstandingLimit && connection.outstanding > 0;
    if (!busy && !isFull()) return true;
    this.stalled.add(connection);
    return false;
  }

  add(sessionId: bigint, entry: Entry): void {
    let line = this.lines.get(sessionId);
    if (line === undefined) {
      line = new SessionLine();
      this.lines.set(sessionId, line);
    }
    line.push(entry);
    this.inProcess += 1;
    this.largeBytes += entry.largeBytes;
    entry.connection.outstanding += 1;
    this.pump(sessionId, line);
  }

  /** The transaction of a session's oldest write is committed. */
  committed(sessionId: bigint, cxid: number, answer: Answer): void {
    const line = this.lines.get(sessionId);
    const entry = line?.committed(cxid);
    if (line === undefined || entry === undefined) return;
    entry.answer = () => answer;
    this.pump(sessionId, line);
  }

  /** Something in this line may have become ready. */
  advance(sessionId: bigint): void {
    const line = this.lines.get(sessionId);
    if (line !== undefined) this.pump(sessionId, line);
  }

  /** The connection is gone: what is in line is answered to nobody, as its turn comes. */
  forget(connection: ClientConnection): void {
    this.stalled.delete(connection);
    this.advance(connection.sessionId);
  }

  /** Those that were held back go on, or are held back again. Not from within a transaction. */
  readonly resumeStalled = (): void => {
    this.resumes = false;
    const stalled = [...this.stalled];
    this.stalled.clear();
    for (const connection of stalled) connection.resume();
  };

  /**
   * Answers from the front of the line, as far as there are answers and the client reads them. A read in front of a write that is under way
   * does not wait for its client: it would see the write.
   */
  private pump(sessionId: bigint, line: SessionLine): void {
    for (let entry = line.ready; entry !== undefined; entry = line.ready) {
      const { connection, answer } = entry;
      if (connection.isOpen && connection.isBlocked && !line.awaitsWrites) return;
      line.shift();
      this.inProcess -= 1;
      this.largeBytes -= entry.largeBytes;
      connection.outstanding -= 1;
      if (connection.isOpen) this.options.answered(entry, answer());
    }
    if (line.isEmpty) this.lines.delete(sessionId);
    if (this.stalled.size === 0 || this.resumes) return;
    this.resumes = true;
    this.options.turn.atEnd(this.resumeStalled);
  }
}
