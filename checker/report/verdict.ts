/**
 * The last line of a run.
 */
import type { Plan } from '../suite.js';
import { checkedProperties, verdictOf, type RunOutcome } from './outcome.js';
import type { Paint } from './paint.js';
import { count, list, plural } from './words.js';

export function verdictLine(plan: Plan, outcome: RunOutcome, paint: Paint): string {
  const { rows, exitCode } = outcome;
  const distinct = rows.reduce((sum, { result }) => sum + (result?.distinct ?? 0), 0);
  const what = `${plural(rows.length, 'configuration')}, ${count(distinct)} distinct states`;
  const failed = rows
    .filter((row) => ['violation', 'deadlock', 'unreachable'].includes(verdictOf(row)))
    .map(({ configuration }) => `#${configuration.number}`);
  if (exitCode === 0) return paint.good(`PASS  ${what}: ${propertiesText(plan, outcome)}.`);
  const reason = failed.length > 0 ? `a property is false in ${list(failed)}` : reasonText(outcome);
  return paint.bad(
    `${failed.length > 0 || outcome.verdict === 'incomplete' ? 'FAIL' : 'STOPPED'}  ${what}: ${reason}. Exit code ${exitCode}.`,
  );
}

function propertiesText(plan: Plan, { rows }: RunOutcome): string {
  const checked = new Set(rows.flatMap((row) => checkedProperties(row, plan.properties)));
  return checked.size === 0 ? 'no property was checked' : `no violation of ${plural(checked.size, 'property')} within the bounds`;
}

function reasonText({ verdict, actionsNeverTaken, sometimesUnmet }: RunOutcome): string {
  switch (verdict) {
    case 'time':
      return 'time ran out; the figures are partial';
    case 'memory':
      return 'memory ran out; the figures are partial (try --storage fingerprint, smaller bounds, or more --memory)';
    case 'interrupted':
      return 'interrupted; the figures are partial';
    default: {
      const parts = [
        ...(actionsNeverTaken.length > 0 ? [`${plural(actionsNeverTaken.length, 'action')} never taken`] : []),
        ...(sometimesUnmet.length > 0 ? [`${plural(sometimesUnmet.length, 'property')} never met`] : []),
      ];
      return `no violation, but the suite does not cover its own model: ${parts.join(', ')}`;
    }
  }
}
