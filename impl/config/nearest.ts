/** The key that a person meant. */
import { distance } from 'fastest-levenshtein';

/** Of the closest ones the first, if it is close: two letters, or a third of them, may be wrong. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const asked = given.toLowerCase();
  const ranked = known
    .map((name) => ({ name, away: distance(asked, name.toLowerCase()), longer: Math.max(name.length, asked.length) }))
    .filter(({ away, longer }) => away < longer && away <= Math.max(2, Math.ceil(longer / 3)))
    .sort((a, b) => a.away - b.away);
  return ranked[0]?.name;
}
