/**
 * What a run came to: coverage across its configurations, the verdict in a word and the exit code (TLC's numbers).
 */
import type { SearchResult, Strategy, Verdict } from '../search/search.js';
import { propertyIds, type Configuration, type Plan } from '../suite.js';

export const EXIT = {
  ok: 0,
  /** Not a verdict on a property: coverage missing, a mutant alive, a replay refused. */
  failed: 1,
  deadlock: 11,
  safety: 12,
  liveness: 13,
  usage: 64,
  /** The checker or a spec broke an assertion of its own. */
  software: 70,
  bound: 124,
  interrupted: 130,
} as const;

export interface Row {
  readonly configuration: Configuration;
  /** Undefined: time was up, or the run interrupted, before this configuration began. */
  readonly result: SearchResult | undefined;
  /** Where `reachable` properties were checked in a search of their own, to a smaller depth. */
  readonly reachability?: SearchResult;
}

export interface RunOutcome {
  readonly rows: readonly Row[];
  /** Of the ids that any configuration has, those that none took. */
  readonly actionsNeverTaken: readonly string[];
  /** `sometimes` properties that no configuration met. */
  readonly sometimesUnmet: readonly string[];
  /** Whether the two lists above fail the run: a whole standard suite that found nothing else wrong. */
  readonly coverageCounts: boolean;
  readonly verdict: string;
  readonly exitCode: number;
}

/** From this depth and size on the standard suite has to take every action: what the README promises. */
const COVERAGE_DEPTH = 12;
const COVERAGE_NODES = 3;

/** From the worst to the best: what a run says when its configurations disagree. */
const SEVERITY: readonly { readonly verdict: Verdict; readonly word: string; readonly exitCode: number }[] = [
  { verdict: 'violation', word: 'violation', exitCode: EXIT.safety },
  { verdict: 'deadlock', word: 'deadlock', exitCode: EXIT.deadlock },
  { verdict: 'unreachable', word: 'unreachable', exitCode: EXIT.liveness },
  { verdict: 'interrupted', word: 'interrupted', exitCode: EXIT.interrupted },
  { verdict: 'memory', word: 'memory', exitCode: EXIT.bound },
  { verdict: 'time', word: 'time', exitCode: EXIT.bound },
];

export function outcomeOf(plan: Plan, rows: readonly Row[], interrupted: boolean): RunOutcome {
  const searches = rows.flatMap(searchesOf);
  const actionsNeverTaken = neverIn(
    searches.map(({ actions }) => actions),
    (taken) => taken > 0,
  ).filter(isExpectedIn(rows));
  const sometimesUnmet = neverIn(
    searches.map(({ sometimes }) => sometimes),
    (met) => met,
  );
  const verdicts = new Set(rows.map(verdictOf));
  if (interrupted) verdicts.add('interrupted');
  if (verdicts.has('not run') && !interrupted) verdicts.add('time');
  const worst = SEVERITY.find(({ verdict }) => verdicts.has(verdict));
  const coverageCounts = plan.standard && plan.depth >= COVERAGE_DEPTH && plan.nodes === COVERAGE_NODES && worst === undefined;
  const missing = actionsNeverTaken.length + sometimesUnmet.length > 0;
  const common = { rows, actionsNeverTaken, sometimesUnmet, coverageCounts };
  if (worst !== undefined) return { ...common, verdict: worst.word, exitCode: worst.exitCode };
  if (missing && coverageCounts) return { ...common, verdict: 'incomplete', exitCode: EXIT.failed };
  return { ...common, verdict: 'pass', exitCode: EXIT.ok };
}

export function searchesOf({ result, reachability }: Row): readonly SearchResult[] {
  return [result, reachability].filter((search) => search !== undefined);
}

/** The verdict of a row: of its main search, unless only the other one failed. */
export function verdictOf({ result, reachability }: Row): Verdict | 'not run' {
  if (result === undefined) return 'not run';
  return result.verdict === 'pass' && reachability !== undefined ? reachability.verdict : result.verdict;
}

/** Ids of the properties that a row was asked about and did decide. */
export function checkedProperties(row: Row, asked: readonly string[] | undefined): readonly string[] {
  const { system } = row.configuration;
  const decided = searchesOf(row).some(({ reachableDecided }) => reachableDecided !== undefined);
  const left = decided ? [] : system.reachable.map(({ id }) => id);
  return row.result === undefined ? [] : propertyIds(system).filter((id) => !left.includes(id) && (asked?.includes(id) ?? true));
}

/** The actions that a configuration has, should take and never took. */
export function neverTaken(row: Row): readonly string[] {
  return neverIn(
    searchesOf(row).map(({ actions }) => actions),
    (taken) => taken > 0,
  ).filter(isExpectedIn([row]));
}

/** Not an action whose taking would be a violation in itself. */
function isExpectedIn(rows: readonly Row[]): (action: string) => boolean {
  const unexpected = rows.flatMap(({ configuration }) => configuration.system.unexpected ?? []);
  return (action) => !unexpected.includes(action);
}

/** How many states a search to a depth bound met there and did not expand; undefined where that is not known. */
export function unexpanded(
  { exhausted, perDepth, depthCompleted, verdict }: SearchResult,
  strategy: Strategy,
): number | undefined {
  if (exhausted) return 0;
  return verdict === 'pass' && strategy !== 'random' ? perDepth.at(depthCompleted) : undefined;
}

/** Keys of which no record holds a value that counts. */
function neverIn<T>(records: readonly Readonly<Record<string, T>>[], counts: (value: T) => boolean): readonly string[] {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return keys.filter((key) => !records.some((record) => key in record && counts(record[key])));
}
