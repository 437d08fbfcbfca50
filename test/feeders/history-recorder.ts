/** Writes a history: one clock, one list of lines, as many connections as there are. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { encodeLine, HISTORY_VERSION } from '#traces/history/format/event.js';
import type { HistoryLine, LineOf } from '#traces/history/format/event.js';

type Stamped<L> = L extends { readonly at: number } ? Omit<L, 'at' | 'c'> : never;
/** A line of a connection without what the recorder knows. */
export type ConnectionLine = Stamped<LineOf<'connect' | 'connected' | 'expired' | 'closed' | 'request' | 'reply' | 'event'>>;

const HELD_MAX = 500;

export class HistoryRecorder {
  readonly lines: HistoryLine[];
  private readonly file: string | null;
  private held: string[] = [];
  private at = 0;
  private connections = 0;

  /** Into `file` too, if there is one. `complete`: nobody who is not recorded writes. */
  constructor(
    recorder: string,
    { file = null, complete = true }: { readonly file?: string | null; readonly complete?: boolean } = {},
  ) {
    const first: HistoryLine = { t: 'history', version: HISTORY_VERSION, recorder, complete };
    this.lines = [];
    this.file = file;
    if (file !== null) writeFileSync(file, '');
    this.push(first);
  }

  /** The number of a connection that is about to be made. */
  connection(): number {
    this.connections += 1;
    return this.connections;
  }

  add(c: number, line: ConnectionLine): void {
    this.push({ ...line, at: this.tick(), c });
  }

  addNode(line: Omit<LineOf<'node'>, 'at' | 't'>): void {
    this.push({ t: 'node', at: this.tick(), ...line });
  }

  addFinal(line: Omit<LineOf<'final'>, 'at' | 't'>): void {
    this.push({ t: 'final', at: this.tick(), ...line });
  }

  flush(): void {
    if (this.file !== null && this.held.length > 0) appendFileSync(this.file, `${this.held.join('\n')}\n`);
    this.held = [];
  }

  /** The file as it is, or would be. */
  text(): string {
    return this.lines.map((line) => `${encodeLine(line)}\n`).join('');
  }

  private tick(): number {
    this.at += 1;
    return this.at;
  }

  private push(line: HistoryLine): void {
    this.lines.push(line);
    if (this.file === null) return;
    this.held.push(encodeLine(line));
    if (this.held.length > HELD_MAX) this.flush();
  }
}
