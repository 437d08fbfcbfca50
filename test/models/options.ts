import type { SearchOptions, SearchResult } from '#checker/search/search.js';
import type { Request } from '#checker/suite.js';

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

/** What every exhaustive search must agree on. */
export function counts({
  verdict,
  distinct,
  transitions,
  perDepth,
  depthCompleted,
  exhausted,
  actions,
  sometimes,
}: SearchResult): unknown {
  return { verdict, distinct, transitions, perDepth, depthCompleted, exhausted, actions, sometimes };
}

/** A command line that says nothing. */
export const nothingSaid: Request = {
  nodes: undefined,
  observers: undefined,
  depth: undefined,
  protocol: undefined,
  seedState: undefined,
  mutant: undefined,
  disk: undefined,
  invariants: undefined,
  bounds: {},
};
