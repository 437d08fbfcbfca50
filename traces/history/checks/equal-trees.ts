/** The trees of all servers are equal in the end. */
import type { Check } from './check.js';

export const equalTrees: Check = {
  id: 'equal-trees',
  words: 'all servers have the same tree at the end, and it is the one that the writes make',
  source: 'consistency guarantees: one history for all servers (G1)',
};
