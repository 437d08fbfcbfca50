/**
 * The table of mutants: which property found each, how soon, at what cost.
 */
import type { MutantInfo } from '#spec/kit/catalogue.js';
import type { Counterexample, SearchResult } from '../search/search.js';
import { stepsText } from './command-line.js';
import { EXIT, searchesOf, verdictOf, type Row } from './outcome.js';
import type { Paint } from './paint.js';
import { table } from './table.js';
import { count, duration, PAGE_WIDTH, plural, wrap } from './words.js';

export interface MutantRow {
  readonly mutant: MutantInfo;
  /** The run with every property. */
  readonly first?: Row;
  /** Where another property fired first: the run with only the one that is named. */
  readonly named?: Row;
  /** The mutant's own options make no model. */
  readonly refused?: string;
}

export type Fate =
  /** By the property that is named, first or on its own. */
  | 'killed'
  /** By other properties only. */
  | 'wrong property'
  | 'survived'
  /** Time, memory or a person ended the run. */
  | 'not decided'
  | 'refused';

export function killOf(row: Row | undefined): Counterexample | undefined {
  return row === undefined
    ? undefined
    : searchesOf(row).find(({ counterexample }) => counterexample !== undefined)?.counterexample;
}

function fateOf({ mutant, first, named, refused }: MutantRow): Fate {
  if (refused !== undefined) return 'refused';
  const kills = [killOf(first), killOf(named)].map((kill) => kill?.property);
  if (kills.includes(mutant.killedBy)) return 'killed';
  const last = named ?? first;
  if (last === undefined || ['time', 'memory', 'interrupted', 'not run'].includes(verdictOf(last))) return 'not decided';
  return kills.some((kill) => kill !== undefined) ? 'wrong property' : 'survived';
}

export function mutantExitCode(rows: readonly MutantRow[], interrupted: boolean): number {
  const fates = rows.map(fateOf);
  if (fates.some((fate) => fate === 'survived' || fate === 'wrong property' || fate === 'refused')) return EXIT.failed;
  if (interrupted) return EXIT.interrupted;
  return fates.includes('not decided') ? EXIT.bound : EXIT.ok;
}

export interface MutantTable {
  readonly head: readonly string[];
  readonly row: (row: MutantRow) => string;
}

export function mutantTable(mutants: readonly MutantInfo[], paint: Paint): MutantTable {
  const layout = table([
    { title: 'mutant', align: 'left', width: Math.max(0, ...mutants.map(({ id }) => id.length)) },
    { title: 'killed by', align: 'left', width: Math.max(14, ...mutants.map(({ killedBy }) => killedBy.length)) },
    { title: 'depth', align: 'right', width: 5 },
    { title: 'states', align: 'right', width: 11 },
    { title: 'time', align: 'right', width: 8 },
    { title: '', align: 'left', width: 0 },
  ]);
  return {
    head: [layout.head, layout.rule.trimEnd()],
    row: (row) => {
      const fate = fateOf(row);
      const text = layout.line([...cells(row), fate === 'killed' ? '' : fate.toUpperCase()]);
      return fate === 'killed' ? text : paint.bad(text);
    },
  };
}

/** Figures of the run that killed it: with all properties if the named one fired first there, else with that alone. */
function cells(row: MutantRow): readonly string[] {
  const { mutant } = row;
  const deciding = decidingRun(row);
  const kill = killOf(deciding);
  const figures = deciding === undefined ? undefined : total(deciding);
  return [
    mutant.id,
    kill?.property ?? '-',
    kill === undefined ? '-' : String(kill.steps.length),
    figures === undefined ? '-' : count(figures.distinct),
    figures === undefined ? '-' : duration(figures.seconds),
  ];
}

function decidingRun({ mutant, first, named }: MutantRow): Row | undefined {
  return killOf(named)?.property === mutant.killedBy ? named : first;
}

function total(row: Row): Pick<SearchResult, 'distinct' | 'seconds'> | undefined {
  const searches = searchesOf(row);
  const [main] = searches;
  if (searches.length === 0) return undefined;
  return { distinct: main.distinct, seconds: searches.reduce((sum, { seconds }) => sum + seconds, 0) };
}

/** What the table cannot say, and the last line. */
export function mutantNotes(rows: readonly MutantRow[], exitCode: number, paint: Paint): readonly string[] {
  const notes = rows.flatMap((row) => {
    const note = noteOf(row);
    return note === '' ? [] : [wrap(`  ${row.mutant.id}: ${note}`, '     ', PAGE_WIDTH)];
  });
  const killed = rows.filter((row) => fateOf(row) === 'killed').length;
  const line = `${count(killed)} of ${plural(rows.length, 'mutant')} killed by the property that is named`;
  const last = exitCode === EXIT.ok ? paint.good(`PASS  ${line}.`) : paint.bad(`FAIL  ${line}. Exit code ${exitCode}.`);
  return [...(notes.length > 0 ? ['', ...notes] : []), '', last];
}

function noteOf(row: MutantRow): string {
  const { mutant, first, refused } = row;
  const earlier = killOf(first);
  const steps = (kill: Counterexample): string => `${kill.property} after ${plural(kill.steps.length, 'step')}`;
  switch (fateOf(row)) {
    case 'killed':
      return earlier === undefined || earlier.property === mutant.killedBy
        ? ''
        : `with every property checked, it is killed first by ${steps(earlier)}`;
    case 'wrong property':
      return `killed by ${earlier === undefined ? 'another property' : steps(earlier)}, not by ${mutant.killedBy}, which alone does not find it within depth ${mutant.depth}`;
    case 'survived':
      return `no property finds it within depth ${mutant.depth}; ${mutant.killedBy} should${undecidedText(row)}. ${mutant.means}`;
    case 'not decided':
      return 'the run ended before its depth';
    case 'refused':
      return refused ?? '';
  }
}

/** A `reachable` property that gave states up has not spoken for the mutant. */
function undecidedText({ first, named }: MutantRow): string {
  const searches = [first, named].flatMap((row) => (row === undefined ? [] : searchesOf(row)));
  const undecided = searches.reduce((sum, { reachableUndecided }) => sum + (reachableUndecided ?? 0), 0);
  return undecided === 0 ? '' : `, and gave ${plural(undecided, 'state')} up undecided`;
}

export function mutantDocument(version: string, rows: readonly MutantRow[], exitCode: number): unknown {
  return {
    tool: 'zabkeeper',
    command: 'mutants',
    version,
    mutants: rows.map((row) => {
      const { mutant, first, named, refused } = row;
      return {
        id: mutant.id,
        means: mutant.means,
        cites: mutant.cites,
        protocol: mutant.protocol,
        options: mutant.options,
        depthAtMost: mutant.depth,
        expected: mutant.killedBy,
        fate: fateOf(row),
        ...(refused === undefined ? {} : { refused }),
        ...(first === undefined ? {} : { withEveryProperty: runFigures(first) }),
        ...(named === undefined ? {} : { withThatAlone: runFigures(named) }),
      };
    }),
    exitCode,
  };
}

function runFigures(row: Row): unknown {
  const kill = killOf(row);
  const figures = total(row);
  return {
    verdict: verdictOf(row),
    ...(kill === undefined
      ? {}
      : { killedBy: kill.property, depth: kill.steps.length, detail: kill.detail, steps: stepsText(kill.steps) }),
    ...(figures === undefined ? {} : { distinct: figures.distinct, seconds: figures.seconds }),
  };
}
