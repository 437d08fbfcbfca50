/** Done one after the other, the writes answer what they answered. */
import type { Check } from './check.js';

export const writeResults: Check = {
  id: 'write-results',
  words: 'the result of every write is what the writes before it, in the order of zxids, make of it',
  source: 'consistency guarantees: linearizable writes (G1)',
};
