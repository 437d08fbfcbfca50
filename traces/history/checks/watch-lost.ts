/** A change that somebody watches for is told. */
import type { Check } from './check.js';

export const watchLost: Check = {
  id: 'watch-lost',
  words: 'every change that a watch is set for is told while the connection lasts',
  source: 'watches: an event is due to every watch that its change fires (G6)',
};
