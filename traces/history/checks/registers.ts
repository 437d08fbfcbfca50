/** Each path alone, by time alone. */
import type { Check } from './check.js';

export const registers: Check = {
  id: 'registers',
  words: 'the writes of each path, and the reads behind a sync, have an order that respects who waited for whom',
  source: 'consistency guarantees: linearizable writes (G1); checked without zxids',
};
