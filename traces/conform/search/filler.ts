/** One server's trace with what was left out of it put back, run after run. */
import type { Dispatch } from '#spec/kit/protocol.js';
import type { Env } from '#spec/kit/action.js';
import { Log } from '#spec/model/log.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Durable } from '#spec/model/state.js';
import { StateDigester } from '#traces/format/digest.js';
import type { RecoveredEvent } from '#traces/format/event.js';
import { fromTraceZxid } from '#traces/format/translate.js';
import type { Line } from '../source.js';
import type { Bounds } from './bounds.js';
import { explain } from './explain.js';
import { Hypothesis } from './hypothesis.js';
import { lackingKinds } from './known.js';
import type { Known } from './known.js';
import { Moves } from './moves.js';
import { RecordedRun } from './recorded-run.js';
import { toldSince } from './told.js';
import type { Told } from './told.js';

export interface FillerOptions {
  readonly server: ServerId;
  /** All its runs. */
  readonly lines: readonly Line[];
  readonly known: Known;
  readonly dispatch: Dispatch;
  readonly env: Env;
  readonly members: readonly ServerId[];
  /** Servers that have a trace. */
  readonly traced: (server: ServerId) => boolean;
  readonly bounds: Bounds;
}

/** Where the search ended without an explanation. */
export interface Unexplained {
  readonly server: ServerId;
  /** In its file. */
  readonly line: number;
  /** `refuted`: within the bounds none is possible. `exhausted`: the bounds ended it. */
  readonly kind: 'refuted' | 'exhausted';
}

export class Filler {
  readonly server: ServerId;
  /** What was found so far, recorded and inferred lines, of the runs that are done. */
  readonly filled: Line[] = [];
  readonly unexplained: Unexplained[] = [];
  /** Lines given up: what they belong to was not found, and not refuted. */
  unknown = 0;
  private readonly options: FillerOptions;
  private readonly lacking: ReturnType<typeof lackingKinds>;
  private readonly digester = new StateDigester();
  private readonly moves: Moves;
  /** The next line that is not part of any run that was begun. */
  private at = 0;
  /** Settled places of the run, newest last. */
  private anchors: Hypothesis[] = [];
  private heard: ReadonlyMap<ServerId, number> = new Map();
  private runStart = 0;
  private guess = false;

  constructor(options: FillerOptions) {
    this.options = options;
    this.server = options.server;
    this.lacking = lackingKinds(options.lines);
    this.moves = new Moves((peer) => this.guess || !options.traced(peer));
  }

  get isDone(): boolean {
    return this.anchors.length === 0 && this.at >= this.options.lines.length;
  }

  /** Goes on to the next settled place. False: it waits for what others may have sent, unless it may `guess`. */
  advance(guess: boolean): boolean {
    this.guess = guess;
    const anchor = this.anchors.at(-1);
    if (anchor === undefined) {
      this.begin();
      return true;
    }
    if (anchor.cursor === anchor.around.run.length) {
      this.endRun(anchor.told);
      return true;
    }
    return this.explainNext(anchor);
  }

  private explainNext(anchor: Hypothesis): boolean {
    const { bounds } = this.options;
    this.moves.begin();
    let found = explain(anchor, anchor.cursor, this.moves, bounds);
    const { length } = this.anchors;
    for (let back = 1; found.kind !== 'explained' && back <= bounds.back && back < length; back *= 2) {
      const earlier = explain(this.anchors[length - back - 1] as Hypothesis, found.furthest, this.moves, bounds);
      if (earlier.kind === 'explained') this.anchors.length = length - back;
      if (earlier.kind === 'explained' || earlier.furthest > found.furthest) found = earlier;
    }
    if (found.kind === 'explained') this.settle(found.upTo);
    else if (this.moves.lacked && !this.guess) return false;
    else this.giveUp(anchor, this.moves.untold ? 'exhausted' : found.kind, found.furthest);
    return true;
  }

  /** What it has sent is known to others from here on. */
  private settle(upTo: Hypothesis): void {
    const anchor = this.anchors.at(-1) ?? null;
    upTo.parent = null;
    for (const told of toldSince(upTo.told, anchor?.told ?? null)) {
      if (told.inferred === null) continue;
      const { event, message, number } = told;
      this.options.known.infer(this.server, { event, message }, number);
    }
    this.anchors.push(upTo);
    if (this.anchors.length > this.options.bounds.back + 1) this.anchors.shift();
  }

  private begin(): void {
    const { lines, known, dispatch, env, members } = this.options;
    this.runStart = this.at;
    const recovered = lines[this.at + 1]?.event;
    if (lines[this.at]?.event.t !== 'trace' || recovered?.t !== 'recovered') {
      this.raw(lines.length);
      return;
    }
    const bootEnd = this.at + 2 + recovered.entries;
    const boot = lines.slice(this.at, bootEnd);
    let end = bootEnd;
    while (end < lines.length && lines[end]?.event.t !== 'trace') end += 1;
    this.at = end;
    const next = lines[end + 1]?.event;
    const run = new RecordedRun(lines.slice(bootEnd, end), this.lacking, next?.t === 'recovered' ? next : null);
    this.asRecorded(boot);
    this.anchors = [
      new Hypothesis({ run, known, dispatch, env, members, digester: this.digester }, durableOf(recovered, boot), this.heard),
    ];
  }

  /** The rest as it is recorded: the judge says what is wrong with it. */
  private raw(end: number): void {
    this.asRecorded(this.options.lines.slice(this.at, end));
    this.at = end;
  }

  /** One by one: a run may have more lines than a call takes arguments. */
  private asRecorded(lines: readonly Line[]): void {
    for (const line of lines) this.filled.push(line);
  }

  private endRun(told: Told | null): void {
    this.heard = this.anchors.at(-1)?.heard ?? this.heard;
    this.anchors = [];
    this.fill(told);
  }

  private fill(told: Told | null): void {
    for (const { event, message, number, inferred } of toldSince(told, null)) {
      if (inferred === null) this.filled.push({ event, message, number });
      else {
        const whole =
          event.t === 'step' && inferred.after !== null ? { ...event, state: this.digester.digest(inferred.after) } : event;
        this.filled.push({ event: whole, message, number, inferred: true });
      }
    }
  }

  private giveUp(anchor: Hypothesis, kind: 'refuted' | 'exhausted', furthest: number): void {
    const { run } = anchor.around;
    const line = run.lines[furthest]?.number ?? run.lines.at(-1)?.number ?? this.runStart;
    this.unexplained.push({ server: this.server, line, kind });
    const rest = run.lines.slice(anchor.cursor);
    this.endRun(anchor.told);
    if (kind === 'exhausted') this.unknown += rest.length;
    else {
      this.asRecorded(rest);
      this.raw(this.options.lines.length);
    }
  }
}

function durableOf(recovered: RecoveredEvent, boot: readonly Line[]): Durable {
  const { acceptedEpoch, currentEpoch, snapshotZxid, base } = recovered;
  const history = boot.reduce(
    (log, { event }) => (event.t === 'entry' ? log.append({ zxid: fromTraceZxid(event.zxid), value: event.hash }) : log),
    Log.startingAt(fromTraceZxid(base)),
  );
  return { acceptedEpoch, currentEpoch, snapshotZxid: fromTraceZxid(snapshotZxid), history };
}
