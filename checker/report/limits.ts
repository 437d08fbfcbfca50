/**
 * What a run does not say, in words: where its bounds cut, what it left out, how far its storage can be trusted.
 */
import type { SearchOptions, SearchResult, Strategy } from '../search/search.js';
import { boundsText, configurationText } from './bounds.js';
import { searchesOf, unexpanded, verdictOf, type Row } from './outcome.js';
import type { Paint } from './paint.js';
import { count, list, PAGE_WIDTH, plural, wrap } from './words.js';

export interface Searched {
  readonly strategy: Strategy;
  readonly storage: SearchOptions['storage'];
  readonly memoryText: string;
}

/** Above this share of rules asked anew the engine's memory of local steps is not earning its keep. */
const MISS_RATE_MAX = 0.05;
/** Below it a search is too short for the rate to mean anything. */
const LOOKUPS_LEAST = 1_000_000;

export function limitLines(rows: readonly Row[], searched: Searched, paint: Paint): readonly string[] {
  const each = rows.map((row) => wrap(`  #${row.configuration.number} ${configurationText(row.configuration)}: ${rowLimits(row, searched)}`, '     ', PAGE_WIDTH));
  return [
    paint.bold('What the bounds cut off'),
    ...each,
    '  A pass says nothing beyond these bounds.',
    ...rows.flatMap((row) => warnings(row, searched).map((text) => paint.warn(wrap(`  #${row.configuration.number} ${text}`, '     ', PAGE_WIDTH)))),
  ];
}

function rowLimits(row: Row, searched: Searched): string {
  const { configuration, result } = row;
  const budgets = `budgets: ${boundsText(configuration.bounds)}`;
  if (result === undefined) return `not run; ${budgets}`;
  return [cutText(row, result, searched), reachabilityText(row, searched), budgets].filter((text) => text !== '').join('; ');
}

function cutText(row: Row, result: SearchResult, { strategy, memoryText }: Searched): string {
  if (strategy === 'random') return 'random walks saw a sample, not a depth';
  if (result.exhausted) return 'exhausted: every state within the budgets was expanded';
  const done = `every state up to depth ${result.depthCompleted} was found`;
  switch (verdictOf(row)) {
    case 'time':
      return `time ran out (--time): ${done}, of the next only some`;
    case 'memory':
      return `memory ran out (--memory ${memoryText}): ${done}, of the next only some`;
    case 'interrupted':
      return `interrupted: ${done}, of the next only some`;
    case 'violation':
    case 'deadlock':
      return 'the search ended at the first counterexample';
    case 'pass':
    case 'unreachable':
    case 'not run':
      return `depth ${row.configuration.depth} cut ${plural(unexpanded(result, strategy) ?? 0, 'state')} unexpanded`;
  }
}

function reachabilityText({ configuration, result, reachability }: Row, { strategy, storage }: Searched): string {
  const ids = configuration.system.reachable.map(({ id }) => id);
  if (ids.length === 0 || result === undefined || verdictOf({ configuration, result }) !== 'pass') return '';
  const decision = reachability ?? result;
  if (decision.reachableDecided === undefined) {
    const why = strategy === 'bfs' && storage === 'exact' ? `ask with --invariant ${ids.at(0) ?? ''}` : 'needs --strategy bfs and --storage exact';
    return `${list(ids)} not checked (${why})`;
  }
  const undecided = decision.reachableUndecided ?? 0;
  const given = undecided === 0 ? '' : `, ${count(undecided)} given up undecided`;
  return `${list(ids)} decided from ${plural(decision.reachableDecided, 'state')} to depth ${configuration.reachableDepth ?? configuration.depth}${given}`;
}

function warnings(row: Row, { storage }: Searched): readonly string[] {
  return searchesOf(row).flatMap(({ lookups, misses, omittedEstimate }) => [
    ...(lookups >= LOOKUPS_LEAST && misses / lookups > MISS_RATE_MAX
      ? [`warning: ${((100 * misses) / lookups).toFixed(1)} % of the rules asked had to run again; above 5 % the search is slow because slots or reads are too coarse`]
      : []),
    ...(storage === 'fingerprint' ? [`fingerprints: the chance that a state was omitted is about ${omittedEstimate.toExponential(1)}`] : []),
  ]);
}
