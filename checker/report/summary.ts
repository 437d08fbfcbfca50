/**
 * The table of a run, a row per configuration, printed as the rows come.
 */
import type { SearchResult, Strategy } from '../search/search.js';
import type { Configuration } from '../suite.js';
import { unexpanded, verdictOf, type Row } from './outcome.js';
import type { Paint } from './paint.js';
import { table, type Table } from './table.js';
import { count, duration } from './words.js';

export interface SummaryTable {
  readonly head: readonly string[];
  readonly row: (row: Row) => string;
}

export function summaryTable(configurations: readonly Configuration[], strategy: Strategy, paint: Paint): SummaryTable {
  const widest = (cell: (configuration: Configuration) => string): number =>
    Math.max(0, ...configurations.map((each) => cell(each).length));
  const layout: Table = table([
    { title: '#', align: 'right', width: 2 },
    { title: 'protocol', align: 'left', width: widest(protocolText) },
    { title: 'seed', align: 'left', width: widest(({ seed }) => seed) },
    { title: 'disk', align: 'left', width: widest(({ disk }) => disk) },
    { title: 'distinct', align: 'right', width: 11 },
    { title: 'transitions', align: 'right', width: 12 },
    { title: 'cut off', align: 'right', width: 10 },
    { title: 'depth', align: 'left', width: 12 },
    { title: 'time', align: 'right', width: 8 },
    { title: 'verdict', align: 'left', width: 7 },
  ]);
  return {
    head: [layout.head, layout.rule],
    // The verdict stands last, so that its colour does not disturb the columns.
    row: (row) =>
      `${layout.line([...cells(row, strategy), '']).padEnd(layout.rule.length - 'verdict'.length)}${verdictText(row, paint)}`,
  };
}

function protocolText({ protocol, options }: Configuration): string {
  return options.mutant === undefined ? protocol : `${protocol} + ${options.mutant}`;
}

function cells({ configuration, result, reachability }: Row, strategy: Strategy): readonly string[] {
  const { number, seed, disk } = configuration;
  const names = [String(number), protocolText(configuration), seed, disk];
  if (result === undefined) return [...names, '-', '-', '-', '-', '-'];
  const cut = unexpanded(result, strategy);
  return [
    ...names,
    count(result.distinct),
    count(result.transitions),
    cut === undefined ? '?' : count(cut),
    depthText(result, strategy),
    duration(result.seconds + (reachability?.seconds ?? 0)),
  ];
}

/** `12`, or `9 exhausted` where nothing is left beyond it. */
function depthText({ depthCompleted, exhausted, perDepth }: SearchResult, strategy: Strategy): string {
  // Random walks complete no depth; how deep they went still says something.
  if (strategy === 'random') return `≤ ${Math.max(0, perDepth.length - 1)} (walks)`;
  return exhausted ? `${depthCompleted} exhausted` : String(depthCompleted);
}

function verdictText(row: Row, paint: Paint): string {
  const verdict = verdictOf(row);
  if (verdict === 'pass') return paint.good('pass');
  const property = (row.result?.counterexample ?? row.reachability?.counterexample)?.property;
  switch (verdict) {
    case 'violation':
      return paint.bad(`VIOLATED ${property ?? ''}`);
    case 'unreachable':
      return paint.bad(`UNREACHABLE ${property ?? ''}`);
    case 'deadlock':
      return paint.bad('DEADLOCK');
    case 'time':
      return paint.warn('out of time');
    case 'memory':
      return paint.warn('out of memory');
    case 'interrupted':
      return paint.warn('interrupted');
    case 'not run':
      return paint.warn('not run');
  }
}
