/** What a run has left, judged: the traces of the servers by the specification, the history of the clients by ZooKeeper's guarantees. */
import { existsSync } from 'node:fs';
import { readChannelNames } from '#traces/conform/channel-names.js';
import { failLines, passLines } from '#traces/conform/report/text.js';
import { judgeFiles } from '#traces/conform/run.js';
import type { Judged } from '#traces/conform/run.js';
import { checkHistory, outcomeOf } from '#traces/history/check-history.js';
import type { Verdict as HistoryVerdict } from '#traces/history/check-history.js';
import { readHistory } from '#traces/history/read.js';
import { verdictLines } from '#traces/history/report/text.js';
import type { Recorded } from './run.js';

type Conformed = Extract<Judged, { readonly kind: 'judged' }>;

export interface Verdict {
  readonly conformed: Conformed;
  /** Null where no client had begun. */
  readonly seen: HistoryVerdict | null;
  /** The rule that the traces break (`zabkeeper conform`); null: none. */
  readonly rule: string | null;
  /** The checks of the history that are broken for certain (`zabkeeper history`). */
  readonly checks: readonly string[];
}

export async function judge({ traces, channels, history }: Recorded): Promise<Verdict> {
  const conformed = await judgeTraces(traces, channels);
  const seen = existsSync(history) ? await judgeHistory(history) : null;
  const broken = seen === null ? [] : seen.violations.filter(({ certain }) => certain);
  return {
    conformed,
    seen,
    rule: conformed.divergence?.rule ?? null,
    checks: [...new Set(broken.map(({ check }) => check.id))],
  };
}

async function judgeTraces(files: readonly string[], channels: string): Promise<Conformed> {
  const named = await readChannelNames(channels);
  if (!named.ok) throw new Error(named.message);
  const judged = await judgeFiles({ files, sampled: null, channelNames: named.names, progress: () => undefined });
  if (judged.kind === 'unreadable') throw new Error(judged.problem.message);
  if (judged.kind === 'excerpt') throw new Error('a whole trace is expected');
  return judged;
}

async function judgeHistory(file: string): Promise<HistoryVerdict> {
  const read = await readHistory([file]);
  if (!read.ok) throw new Error(`${read.place.file}:${read.place.line}: ${read.error}`);
  return checkHistory(read.history);
}

/** As the two commands print them. */
export function verdictText({ conformed, seen }: Verdict): readonly string[] {
  const { conformance, divergence, seconds } = conformed;
  const traces = divergence === null ? passLines(conformance, seconds, null) : failLines(conformance, divergence, seconds, null);
  return [...traces, '', ...(seen === null ? [] : verdictLines(seen))];
}

export type Outcome = 'pass' | 'undecided' | 'violated';

/** `undecided`: the search for writes of unknown outcome has met its bound; nothing is known to be wrong. */
export function outcome({ rule, checks, seen }: Verdict): Outcome {
  if (rule !== null || checks.length > 0) return 'violated';
  return seen === null || outcomeOf(seen) === 'ok' ? 'pass' : 'undecided';
}
