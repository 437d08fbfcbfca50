/**
 * The name a person meant.
 */
import { distance } from 'fastest-levenshtein';

/** The known name closest to what was given, if it is close: two letters, or a third of them, may be wrong. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const asked = given.toLowerCase();
  const ranked = known
    .map((name) => ({ name, away: distance(asked, name.toLowerCase()) }))
    .filter(({ name, away }) => isClose(away, Math.max(name.length, asked.length)) || startsLike(asked, name))
    .sort((a, b) => a.away - b.away);
  return ranked.at(0)?.name;
}

function isClose(away: number, length: number): boolean {
  return away < length && away <= Math.max(2, Math.ceil(length / 3));
}

/** `zab-c` means `zab-coarse` however many letters are still to come. */
function startsLike(asked: string, name: string): boolean {
  return asked.length > 2 && name.toLowerCase().startsWith(asked);
}
