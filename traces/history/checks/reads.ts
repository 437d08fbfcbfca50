/** Every read is a state of the one history. */
import type { Check } from './check.js';

export const reads: Check = {
  id: 'reads',
  words: 'a read tells the tree as it was at the zxid of its reply',
  source: 'consistency guarantees: sequential consistency (G3)',
};
