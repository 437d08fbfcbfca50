/** A verdict for people. */
import { outcomeOf } from '../check-history.js';
import type { Verdict } from '../check-history.js';
import type { RegistersVerdict } from '../check-registers.js';
import { CHECKS } from '../checks/all.js';
import type { Violation } from '../violation.js';
import { laneLines } from './lanes.js';
import { argumentsText } from './words.js';

const UNCERTAIN = 'not certain: a write whose outcome nobody was told may explain it; the search for that is bounded';

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function violationLines({ check, words, certain, operations, place, connection }: Violation): readonly string[] {
  const who = connection === null ? [] : [`session ${connection.session}, connection ${connection.id}, ${connection.server}`];
  const lines = operations.map((operation) => {
    const { line, replyLine, args, connection: asker } = operation;
    return `${asker.file}:${line}${replyLine === 0 ? '' : `,${replyLine}`}  ${argumentsText(args)}`;
  });
  return [
    `${place.file}:${place.line}: ${check.id}: ${words}`,
    ...indented([
      `must hold: ${check.words}`,
      `source: ${check.source}`,
      ...(certain ? [] : [UNCERTAIN]),
      ...who,
      ...lines,
      '',
      ...laneLines(operations),
    ]),
  ];
}

export function verdictLines(verdict: Verdict): readonly string[] {
  const { violations, more, operations, connections, events, strength, replayed } = verdict;
  const { judged, evident, inferred, givenUp } = strength;
  const counts = `${operations} operations, ${events} events, ${connections} connections`;
  const basis = replayed
    ? `${judged} replies compared with the tree; of ${evident + inferred} transactions nobody was told: ${evident} by zxid, ${inferred} by effect`
    : 'order only: others wrote too, so that no tree can be rebuilt';
  const first = violations.find(({ certain }) => certain) ?? violations[0];
  if (first === undefined) return [`history: ok: ${counts}`, `  ${basis}`, `  ${CHECKS.length} checks`];
  const byCheck = new Map<string, number>();
  for (const { check } of violations) byCheck.set(check.id, (byCheck.get(check.id) ?? 0) + 1);
  const summary = [...byCheck].map(([id, count]) => `${id} ${count}`).join(', ');
  return [
    ...violationLines(first),
    '',
    `history: ${outcomeOf(verdict)}: ${summary}${more === 0 ? '' : `, and ${more} more`}`,
    `  ${counts}`,
    `  ${basis}`,
    ...(givenUp === 0
      ? []
      : [`  the search for what happened unseen was given up ${givenUp} times: what follows may be no violation`]),
  ];
}

export function registersLines({ violations, paths, operations, undecided }: RegistersVerdict): readonly string[] {
  const counts = `${operations} operations on ${paths} paths, without zxids`;
  const open = undecided.length === 0 ? [] : [`  undecided, the search was given up: ${undecided.join(', ')}`];
  const [first] = violations;
  if (first === undefined) return [`history: ok: ${counts}`, ...open];
  return [...violationLines(first), '', `history: violated: registers ${violations.length}: ${counts}`, ...open];
}
