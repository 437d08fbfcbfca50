/** The client is told that its data is old before it can see the new. */
import type { Check } from './check.js';

export const watchBeforeData: Check = {
  id: 'watch-before-data',
  words: 'an event comes before any reply that was made behind the change',
  source: 'watches: the event is seen before the new data (G6)',
};
