/** The recorded lines of one run of one server, behind its boot, and what can be looked up in them. */
import type { Input } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { RecoveredEvent, TraceEvent } from '#traces/format/event.js';
import { fromTraceZxid } from '#traces/format/translate.js';
import { inputOf } from '../messages.js';
import type { Line } from '../source.js';

/** Lines that are looked ahead for what clients and snapshots did. */
const LINES_AHEAD = 64;

const EFFECTS: readonly TraceEvent['t'][] = ['out', 'mail-out', 'delivered', 'close'];

export class RecordedRun {
  readonly lines: readonly Line[];
  readonly next: RecoveredEvent | null;
  private readonly lacking: ReadonlySet<TraceEvent['t']>;
  private readonly inputs = new Map<number, Input>();
  /** Behind each place, the next line of a step. */
  private readonly steps: readonly number[];
  /** Lines that there can be only one of: packets and writes by their numbers. */
  private readonly numbered = new Set<string>();
  private readonly clientWrites = new Set<unknown>();
  private readonly last = new Map<string, number>();
  private readonly channels = new Map<ServerId, readonly (string | null)[]>();
  /** From here on the server only stops. */
  private readonly stopsAt: number;

  /** `lacking`: kinds of which the whole trace has no line. `next`: what was recovered after this run. */
  constructor(lines: readonly Line[], lacking: ReadonlySet<TraceEvent['t']>, next: RecoveredEvent | null) {
    this.lines = lines;
    this.next = next;
    this.lacking = lacking;
    const steps: number[] = [];
    let step = lines.length;
    for (let at = lines.length - 1; at >= 0; at--) {
      const event = lines[at]?.event;
      if (event?.t === 'step') step = at;
      steps[at] = step;
    }
    this.steps = steps;
    this.stopsAt = beginOfStop(lines);
    this.number();
  }

  /** A line with this number is recorded, or a later one. */
  private count(of: string, n: number): void {
    this.numbered.add(`${of} ${n}`);
    this.last.set(of, Math.max(this.last.get(of) ?? -1, n));
  }

  private number(): void {
    const opened = new Map<string, number>();
    for (const { event } of this.lines) {
      if (event.t === 'open') opened.set(event.channel, (opened.get(event.channel) ?? 0) + 1);
      if (event.t === 'write') this.count('write', event.n);
      // It says how many writes there were.
      if (event.t === 'durable') this.last.set('write', Math.max(this.last.get('write') ?? -1, event.n + 1));
    }
    for (const { event } of this.lines) {
      if (event.t === 'step' && event.input.type === 'ClientWrite') this.clientWrites.add(event.input['value']);
      if (event.t !== 'in' && event.t !== 'out') continue;
      // A name that comes again is another connection.
      if ((opened.get(event.channel) ?? 0) <= 1) this.count(`${event.t} ${event.channel}`, event.n);
    }
  }

  get length(): number {
    return this.lines.length;
  }

  /** Does a server that stops do all that is recorded from `at` on? */
  isStopping(at: number): boolean {
    return at >= this.stopsAt;
  }

  isLacking(kind: TraceEvent['t']): boolean {
    return this.lacking.has(kind);
  }

  hasPacket(t: 'in' | 'out', channel: string, n: number): boolean {
    return this.numbered.has(`${t} ${channel} ${n}`);
  }

  hasWrite(n: number): boolean {
    return this.numbered.has(`write ${n}`);
  }

  /** One of these writes has no line, and there was one. */
  lacksWrite(from: number, to: number): boolean {
    for (let n = from; n <= to; n++) if (!this.hasWrite(n) && this.mustHaveWrite(n)) return true;
    return false;
  }

  /** A later number is recorded: whatever happened, there was a line with this one. */
  mustHavePacket(t: 'in' | 'out', channel: string, n: number): boolean {
    return n < (this.last.get(`${t} ${channel}`) ?? -1);
  }

  mustHaveWrite(n: number): boolean {
    return n < (this.last.get('write') ?? -1);
  }

  /** The step that follows what was received at `at`, if its line is recorded: only what it did may stand between. */
  stepOn(at: number): number | null {
    for (let index = at + 1; index < this.length; index++) {
      const event = this.lines[index]?.event;
      if (event?.t === 'step') return index;
      if (event === undefined || !EFFECTS.includes(event.t)) return null;
    }
    return null;
  }

  /** Of the next step at or behind `at`; null: there is none. */
  nextInput(at: number): Input | null {
    const step = this.steps[at];
    return step === undefined ? null : this.inputAt(step);
  }

  /** What the step recorded here took; null: it is no step. */
  inputAt(at: number): Input | null {
    const event = this.lines[at]?.event;
    if (event?.t !== 'step') return null;
    let input = this.inputs.get(at);
    if (input === undefined) this.inputs.set(at, (input = inputOf(event.input)));
    return input;
  }

  /** Is there a step on this write of a client? */
  hasClientWrite(value: unknown): boolean {
    return this.clientWrites.has(value);
  }

  /** The steps on inputs of a type from a server, from `at` on: the next few. */
  *inputsFrom(at: number, type: Input['type'], from: ServerId, most: number): Generator<Input> {
    let left = most;
    for (let step = this.steps[at] ?? this.length; step < this.length && left > 0; step = this.steps[step + 1] ?? this.length) {
      const input = this.inputAt(step);
      if (input?.type !== type || !('from' in input) || input.from !== from) continue;
      left -= 1;
      yield input;
    }
  }

  /** What later lines say that this server has asked of its leader. */
  *requestsFrom(at: number): Generator {
    for (let index = at; index < Math.min(this.length, at + LINES_AHEAD); index++) {
      const line = this.lines[index];
      if (line?.event.t === 'out' && line.message?.type === 'REQUEST') yield line.message.value;
    }
  }

  /** Snapshots that later lines tell of. */
  *snapshotsFrom(at: number): Generator<Zxid> {
    for (let index = at; index < Math.min(this.length, at + LINES_AHEAD); index++) {
      const event = this.lines[index]?.event;
      if (event?.t === 'write' && event.write.kind === 'snapshot') yield fromTraceZxid(event.write.zxid);
    }
  }

  /** What the connection to a peer that is open at `at` is called, as a later line says. Null: none does. */
  channelTo(peer: ServerId, at: number): string | null {
    let next = this.channels.get(peer);
    if (next === undefined) this.channels.set(peer, (next = this.channelsTo(peer)));
    return next[at] ?? null;
  }

  private channelsTo(peer: ServerId): readonly (string | null)[] {
    const names: (string | null)[] = [];
    let name: string | null = null;
    for (let at = this.length - 1; at >= 0; at--) {
      const event = this.lines[at]?.event;
      if (event !== undefined && 'channel' in event && event.peer === peer) name = event.t === 'open' ? null : event.channel;
      names[at] = name;
    }
    return names;
  }
}

function beginOfStop(lines: readonly Line[]): number {
  if (lines.at(-1)?.event.t !== 'stop') return lines.length;
  return lines.findLastIndex(({ event }) => !['stop', 'close', 'write', 'durable'].includes(event.t)) + 1;
}
