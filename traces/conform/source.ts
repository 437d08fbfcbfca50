/** Lines of one server's trace, in order, as far as they have been read. */
import type { Message } from '#spec/model/messages.js';
import type { TraceEvent } from '#traces/format/event.js';
import { messageOf } from './messages.js';

export interface Line {
  readonly event: TraceEvent;
  /** In its file, from 1. */
  readonly number: number;
  /** What was sent or received, where it is such a line. */
  readonly message: Message | null;
  /** It is not recorded: the search put it there. `number`: of the recorded line that it stands in front of. */
  readonly inferred?: true;
}

export function lineOf(event: TraceEvent, number: number): Line {
  const message =
    event.t === 'in' || event.t === 'out' || event.t === 'mail-in' || event.t === 'mail-out' ? messageOf(event.m) : null;
  return { event, number, message };
}

/** Lines kept behind the one that is read: for pictures and excerpts. */
export const LINES_KEPT = 256;

export class Source {
  readonly name: string;
  /** Everything there is has been added. */
  complete = false;
  /** Its last line had no end. */
  torn = false;
  private buffer: readonly Line[] = [];
  private at = 0;
  private readonly kept: Line[] = [];
  private takenCount = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** A source of what is at hand. */
  static of(name: string, events: readonly TraceEvent[]): Source {
    const source = new Source(name);
    source.add(events.map((event, index) => lineOf(event, index + 1)));
    source.complete = true;
    return source;
  }

  /** Only where what was added before has been taken. */
  add(lines: readonly Line[]): void {
    this.buffer = this.at < this.buffer.length ? [...this.buffer.slice(this.at), ...lines] : lines;
    this.at = 0;
  }

  /** Undefined: no more is at hand. */
  get head(): Line | undefined {
    return this.buffer[this.at];
  }

  take(): void {
    const line = this.buffer[this.at];
    if (line === undefined) return;
    this.kept[this.takenCount % LINES_KEPT] = line;
    this.takenCount += 1;
    this.at += 1;
  }

  /** How many lines were taken. */
  get taken(): number {
    return this.takenCount;
  }

  /** The newest lines that were taken, oldest first. */
  recent(count: number): readonly Line[] {
    const lines: Line[] = [];
    const most = Math.min(count, LINES_KEPT, this.takenCount);
    for (let index = this.takenCount - most; index < this.takenCount; index++) {
      const line = this.kept[index % LINES_KEPT];
      if (line !== undefined) lines.push(line);
    }
    return lines;
  }

  /** The next lines that are at hand. */
  following(count: number): readonly Line[] {
    return this.buffer.slice(this.at, this.at + count);
  }
}
