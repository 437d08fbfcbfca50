/**
 * What a run does not say, in words: where its bounds cut, what it left out, how far its storage can be trusted.
 */
import type { SearchOptions, Strategy } from '../search/search.js';
import { boundsText, serversText } from './bounds.js';
import { searchesOf, unexpanded, verdictOf, type Row } from './outcome.js';
import type { Paint } from './paint.js';
import { count, list, PAGE_WIDTH, plural, rowNumbers, wrap } from './words.js';

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
  const ran = rows.filter(({ result }) => result !== undefined);
  return [
    paint.bold('What the bounds cut off'),
    ...depthCuts(ran, searched),
    ...grouped(rows, (row) => cutText(row, searched)),
    ...grouped(ran, (row) => reachabilityText(row, searched)),
    ...grouped(rows, ({ configuration }) => `${serversText(configuration)}; budgets: ${boundsText(configuration.bounds)}`),
    '  A pass says nothing beyond these bounds.',
    ...grouped(ran, (row) => warnings(row, searched)).map((line) => paint.warn(line)),
  ];
}

/** One line for all rows of which the same is to be said. */
function grouped(rows: readonly Row[], textOf: (row: Row) => string): readonly string[] {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const text = textOf(row);
    if (text !== '') groups.set(text, [...(groups.get(text) ?? []), row.configuration.number]);
  }
  return [...groups].map(([text, numbers]) => wrap(`  ${rowNumbers(numbers)} ${text}`, '     ', PAGE_WIDTH));
}

/** How many states each depth bound left, over all rows that reached it; the table says it of each. */
function depthCuts(rows: readonly Row[], { strategy }: Searched): readonly string[] {
  const left = (row: Row): number => (row.result === undefined ? 0 : (unexpanded(row.result, strategy) ?? 0));
  const cut = rows.filter((row) => left(row) > 0);
  return grouped(cut, ({ configuration }) => {
    const sum = cut.filter((row) => row.configuration.depth === configuration.depth).reduce((total, row) => total + left(row), 0);
    return `depth ${configuration.depth} cut ${plural(sum, 'state')} unexpanded`;
  });
}

/** How a search ended that met no depth bound. */
function cutText(row: Row, { strategy, memoryText }: Searched): string {
  const { result } = row;
  if (result === undefined) return 'not run';
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
      return '';
  }
}

function reachabilityText({ configuration, result, reachability }: Row, { strategy, storage }: Searched): string {
  const ids = configuration.system.reachable.map(({ id }) => id);
  if (ids.length === 0 || result === undefined || verdictOf({ configuration, result }) !== 'pass') return '';
  const decision = reachability ?? result;
  if (decision.reachableDecided === undefined) {
    const why =
      strategy === 'bfs' && storage === 'exact'
        ? `ask with --invariant ${ids.at(0) ?? ''}`
        : 'needs --strategy bfs and --storage exact';
    return `${list(ids)} not checked (${why})`;
  }
  const undecided = decision.reachableUndecided ?? 0;
  const given = undecided === 0 ? '' : `, ${count(undecided)} given up undecided`;
  return `${list(ids)} decided from ${plural(decision.reachableDecided, 'state')} to depth ${configuration.reachableDepth ?? configuration.depth}${given}`;
}

function warnings(row: Row, { storage }: Searched): string {
  return searchesOf(row)
    .flatMap(({ lookups, misses, omittedEstimate }) => [
      ...(lookups >= LOOKUPS_LEAST && misses / lookups > MISS_RATE_MAX
        ? [
            `warning: ${((100 * misses) / lookups).toFixed(1)} % of the rules asked had to run again; above 5 % the search is slow because slots or reads are too coarse`,
          ]
        : []),
      ...(storage === 'fingerprint'
        ? [`fingerprints: the chance that a state was omitted is about ${omittedEstimate.toExponential(1)}`]
        : []),
    ])
    .join('; ');
}
