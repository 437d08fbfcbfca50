/** What a session wrote, and was told so, it reads. */
import type { Contradiction } from '../replay/contradiction.js';
import type { Check } from './check.js';

export const ownWrites: Check = {
  id: 'own-writes',
  words: 'a client sees its own writes',
  source: 'consistency guarantees: FIFO client order, read your own writes (G4)',
};

/** The last change of what was read is of the reader's own session. */
export function isOfOwnWrite({ operation, writer, latest, mismatch }: Contradiction): boolean {
  if (writer?.connection.session !== operation.connection.session) return false;
  const { stat } = mismatch.answer;
  return stat === undefined || Math.max(stat.czxid, stat.mzxid) < latest;
}
