import type { SearchOptions } from '#checker/search/search.js';

/** No bounds, exact storage, every check of the checker itself: what a test changes, it says. */
export const unbounded: SearchOptions = {
  depth: Infinity,
  timeMs: Infinity,
  memoryBytes: Infinity,
  storage: 'exact',
  seed: 1,
  walks: 100,
  selfCheck: true,
};
