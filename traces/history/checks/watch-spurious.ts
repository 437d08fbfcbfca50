/** Nobody is told what did not happen, or what it did not ask for. */
import type { Check } from './check.js';

export const watchSpurious: Check = {
  id: 'watch-spurious',
  words: 'no event comes for which this connection has no watch',
  source: 'watches: events are for watches that were set',
};
