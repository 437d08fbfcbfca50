/** A watch is used up by what it tells. */
import type { Check } from './check.js';

export const watchOneShot: Check = {
  id: 'watch-one-shot',
  words: 'a watch tells of one change, once, unless it is persistent',
  source: 'watches: one-time triggers',
};
