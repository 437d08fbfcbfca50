/** Events are in order, among themselves and with replies. */
import type { Check } from './check.js';

export const watchOrder: Check = {
  id: 'watch-order',
  words: 'events come in the order of their transactions, and no reply behind an event is older than it',
  source: 'watches: events in the order of the updates (G7)',
};
