/** Two transcripts that must be the same. What differs is told as lines, for the texts are long. */
import assert from 'node:assert/strict';

const SHOWN_MAX = 60;

/** Lengths of the longest common subsequence of what is behind each pair of places. */
function commonBehind(ours: readonly string[], theirs: readonly string[]): readonly Uint32Array[] {
  const table = Array.from({ length: ours.length + 1 }, () => new Uint32Array(theirs.length + 1));
  for (let i = ours.length - 1; i >= 0; i--) {
    const [row, next] = [table[i] as Uint32Array, table[i + 1] as Uint32Array];
    for (let j = theirs.length - 1; j >= 0; j--) {
      row[j] = ours[i] === theirs[j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

/** `+` ours, `-` Apache's, each with the line of Apache's before it. */
export function differences(ours: readonly string[], theirs: readonly string[]): readonly string[] {
  const common = commonBehind(ours, theirs);
  const told: string[] = [];
  let same = true;
  for (let i = 0, j = 0; i < ours.length || j < theirs.length;) {
    const [our, their] = [ours[i], theirs[j]];
    if (our !== undefined && our === their) {
      same = true;
      i++;
      j++;
      continue;
    }
    if (same && j > 0) told.push(`  ${theirs[j - 1] ?? ''}`);
    same = false;
    const takeTheirs = our === undefined || (their !== undefined && (common[i]?.[j + 1] ?? 0) >= (common[i + 1]?.[j] ?? 0));
    if (takeTheirs) told.push(`- ${theirs[j++] ?? ''}`);
    else told.push(`+ ${ours[i++] ?? ''}`);
  }
  return told;
}

export function assertSame(ours: readonly string[], theirs: readonly string[]): void {
  const told = differences(ours, theirs);
  if (told.length === 0) return;
  const more = told.length > SHOWN_MAX ? [`and ${told.length - SHOWN_MAX} lines more`] : [];
  assert.fail(['- Apache, + ours', ...told.slice(0, SHOWN_MAX), ...more].join('\n'));
}
