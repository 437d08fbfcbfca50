/** Leaves lines out of traces, by chance or by kind, and judges what is left as `conform --sampled` does. */
import assert from 'node:assert/strict';
import { zab } from '#spec/protocols/zab.js';
import { isRefuted } from '#traces/conform/report/text.js';
import { judgeSampledLines } from '#traces/conform/run.js';
import { DEFAULT_BOUNDS } from '#traces/conform/search/bounds.js';
import type { Unexplained } from '#traces/conform/search/filler.js';
import { lineOf } from '#traces/conform/source.js';
import type { TraceEvent } from '#traces/format/event.js';
import { Random } from '../../../reality/random.js';
import type { Judgement } from './judge.js';

export type Traces = ReadonlyMap<number, readonly TraceEvent[]>;

/** Never left out. */
const KEPT: readonly TraceEvent['t'][] = ['trace', 'recovered', 'entry', 'stop'];

export interface SampledTraces {
  readonly traces: Traces;
  readonly removed: number;
}

export function leaveOut(traces: Traces, goes: (event: TraceEvent) => boolean): SampledTraces {
  let removed = 0;
  const left = [...traces].map(([server, events]) => {
    const kept = events.filter((event) => KEPT.includes(event.t) || !goes(event));
    removed += events.length - kept.length;
    return [server, kept] as const;
  });
  return { traces: new Map(left), removed };
}

/** Each line with this chance. */
export function leaveOutAtRandom(traces: Traces, rate: number, seed: number): SampledTraces {
  const random = new Random(seed);
  return leaveOut(traces, () => random.next() < rate);
}

export interface SampledJudgement extends Judgement {
  readonly unexplained: readonly Unexplained[];
  readonly verdict: 'pass' | 'undecided' | 'violation';
}

export function judgeSampled(traces: Traces, bounds = DEFAULT_BOUNDS): SampledJudgement {
  const [first] = traces.values();
  const header = first?.[0];
  assert(header?.t === 'trace', 'a trace begins with its header');
  const files = new Map(
    [...traces].map(([server, events]) => {
      const lines = events.map((event, index) => lineOf(event, index + 1));
      return [server, [{ name: `server ${server}`, lines }]] as const;
    }),
  );
  const judged = judgeSampledLines({ protocol: zab, header, channelNames: new Map(), files, bounds });
  const { conformance, divergence, search } = judged;
  const verdict = divergence === null ? 'pass' : isRefuted(search) ? 'violation' : 'undecided';
  return { conformance, divergence, unexplained: search.unexplained, verdict };
}
