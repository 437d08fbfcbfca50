/**
 * Which actions a run took and how often; what it never did, by name.
 */
import { neverTaken, type Row, type RunOutcome } from './outcome.js';
import type { Paint } from './paint.js';
import { tableOf } from './table.js';
import { count, PAGE_WIDTH, plural, rowNumbers, wrap } from './words.js';

export function coverageLines(outcome: RunOutcome, paint: Paint): readonly string[] {
  const rows = outcome.rows.filter(({ result }) => result !== undefined);
  if (rows.length === 0) return [];
  const notes = [...idleLines(rows), ...unmetLines(outcome, paint)];
  return [
    paint.bold('Transitions by action'),
    ...actionTable(rows).map((line) => `  ${line}`),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ];
}

/** Sums over the run; where there are several configurations, those that have the action and never took it. */
function actionTable(rows: readonly Row[]): readonly string[] {
  const actions = [...new Set(rows.flatMap((row) => Object.keys(takenBy(row))))];
  const several = rows.length > 1;
  const cells = actions.map((action) => {
    const owners = rows.filter((row) => action in takenBy(row));
    const idle = owners.filter((row) => neverTaken(row).includes(action));
    const total = owners.reduce((sum, row) => sum + (takenBy(row)[action] ?? 0), 0);
    return [action, count(total), ...(several ? [`${owners.length - idle.length} of ${owners.length}`, numbersText(idle)] : [])];
  });
  const titles = [
    { title: 'action', align: 'left' as const },
    { title: 'taken', align: 'right' as const },
    ...(several
      ? [
          { title: 'by', align: 'right' as const },
          { title: 'never by', align: 'left' as const },
        ]
      : []),
  ];
  return tableOf(titles, cells);
}

function numbersText(rows: readonly Row[]): string {
  return rowNumbers(rows.map(({ configuration }) => configuration.number));
}

/** Of the main search: it went deepest. Empty where the search was lost. */
function takenBy(row: Row): Readonly<Record<string, number | undefined>> {
  return row.result?.actions ?? {};
}

/** Of a single configuration; the table says it of several. */
function idleLines(rows: readonly Row[]): readonly string[] {
  const [row] = rows;
  const idle = neverTaken(row);
  if (rows.length > 1 || idle.length === 0) return [];
  const start = `  never took ${count(idle.length)} of its ${plural(Object.keys(takenBy(row)).length, 'action')}:`;
  return [wrap(`${start} ${idle.join(', ')}`, '     ', PAGE_WIDTH)];
}

function unmetLines({ rows, actionsNeverTaken, sometimesUnmet, coverageCounts }: RunOutcome, paint: Paint): readonly string[] {
  const [word, mark] = coverageCounts ? ['FAILED', paint.bad] : ['note', paint.warn];
  const lines = (what: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [mark(wrap(`  ${word}: ${what}: ${names.join(', ')}`, '     ', PAGE_WIDTH))];
  const several = rows.length > 1;
  return [
    ...(several ? lines('no configuration of this run takes', actionsNeverTaken) : []),
    ...lines('never met, so that what depends on it is vacuous', sometimesUnmet),
    ...(several ? partlyUnmet(rows, sometimesUnmet) : []),
  ];
}

/** What some configurations did not meet although another did. */
function partlyUnmet(rows: readonly Row[], everywhere: readonly string[]): readonly string[] {
  const ids = [...new Set(rows.flatMap((row) => Object.keys(metBy(row))))].filter((id) => !everywhere.includes(id));
  return ids.flatMap((id) => {
    const without = rows.filter((row) => id in metBy(row) && !metBy(row)[id]);
    return without.length === 0 ? [] : [`  ${id} was not met by ${numbersText(without)}`];
  });
}

function metBy(row: Row): Readonly<Record<string, boolean>> {
  return row.result?.sometimes ?? {};
}
