/** Histories of tests, judged. */
import { checkHistory } from '#traces/history/check-history.js';
import type { Verdict } from '#traces/history/check-history.js';
import { checkRegisters } from '#traces/history/check-registers.js';
import type { RegistersVerdict } from '#traces/history/check-registers.js';
import { HistoryBuilder } from '#traces/history/builder.js';
import { encodeLine } from '#traces/history/format/event.js';
import { addLine } from '#traces/history/read.js';
import type { History } from '#traces/history/history.js';
import type { Lines } from './mutations.js';

/** Through its text, as from a file. Throws where it is no history. */
function historyOf(lines: Lines): History {
  const builder = new HistoryBuilder();
  builder.file('test.ndjson');
  for (const [index, line] of lines.entries()) {
    const wrong = addLine(builder, encodeLine(line), index + 1);
    if (wrong !== null) throw new Error(`line ${index + 1}: ${wrong}`);
  }
  return builder.history();
}

export function verdictOf(lines: Lines): Verdict {
  return checkHistory(historyOf(lines));
}

export function registersOf(lines: Lines): RegistersVerdict {
  return checkRegisters(historyOf(lines));
}

/** What is wrong for certain, in words. */
export function certainly({ violations }: Pick<Verdict, 'violations'>): readonly string[] {
  return violations.filter(({ certain }) => certain).map(({ check, words, place }) => `${place.line} ${check.id}: ${words}`);
}

/** The ids of the checks that were broken, each once. */
export function broken({ violations }: Pick<Verdict, 'violations'>): readonly string[] {
  return [...new Set(violations.map(({ check }) => check.id))];
}
