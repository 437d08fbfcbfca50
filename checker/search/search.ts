/**
 * The one interface behind which every search stands: breadth-first, depth-first, random, naive.
 */
import type { System } from '#spec/kit/system.js';

export type Strategy = 'bfs' | 'dfs' | 'random';

export interface SearchOptions {
  /** Steps from an initial state; states at this depth are kept and checked, not expanded. Infinity: no bound. */
  readonly depth: number;
  /** Wall-clock bound in milliseconds. Infinity: none. */
  readonly timeMs: number;
  /** Bound on the bytes of the tables. The search ends cleanly before it is passed. */
  readonly memoryBytes: number;
  /** `exact` compares whole states. `fingerprint` keeps 64 bits a state: smaller, and may omit states. */
  readonly storage: 'exact' | 'fingerprint';
  /** Random strategy only: seed, and how many walks. */
  readonly seed: number;
  readonly walks: number;
  /** Ids of the properties to check; undefined: all. */
  readonly properties?: readonly string[];
  /**
   * After a passing breadth-first search with exact storage, decide the `reachable` properties too: from every state found, beyond the
   * depth bound if need be. It may cost more than the search.
   */
  readonly checkReachable?: boolean;
  /** For tests: freeze what rules see, and ask them again now and then for what they answered before. */
  readonly selfCheck?: boolean;
  /** Called from time to time, at most a few times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Polled: true ends the search with verdict `interrupted` and the results so far. */
  readonly interrupted?: () => boolean;
}

export interface Progress {
  readonly distinct: number;
  readonly transitions: number;
  /** States kept and not yet expanded. */
  readonly queue: number;
  readonly depth: number;
  readonly seconds: number;
  readonly bytes: number;
  /** Distinct states the level under way may add, from the growth of the levels before; undefined before depth 2. */
  readonly levelEstimate?: number;
}

/** One step of a behaviour, as labels: enough to replay it. */
export interface StepLabel {
  readonly action: string;
  readonly args: string;
}

export type Verdict =
  | 'pass'
  /** A safety property is false: exit code 12. */
  | 'violation'
  /** A state without successors where the system calls that an error: exit code 11. */
  | 'deadlock'
  /** A `reachable` property is false somewhere: exit code 13. */
  | 'unreachable'
  /** The time bound: exit code 124. */
  | 'time'
  /** The memory bound: exit code 124 too, said in words. */
  | 'memory'
  /** Exit code 130. */
  | 'interrupted';

export interface Counterexample {
  readonly property: string;
  /** `safety` on a state, `step` on a transition, `deadlock`, `reachable`. */
  readonly kind: 'safety' | 'step' | 'deadlock' | 'reachable';
  /** The witness in words. */
  readonly detail: string;
  /** Index of the initial state it starts from. */
  readonly initial: number;
  readonly steps: readonly StepLabel[];
}

export interface SearchResult {
  readonly verdict: Verdict;
  readonly distinct: number;
  /** Outcomes taken, stutters and repeats included (TLC's "states generated", less the initial ones). */
  readonly transitions: number;
  /** Distinct states first met at depth 0, 1, 2, ... */
  readonly perDepth: readonly number[];
  /** Every state up to and including this depth was found. */
  readonly depthCompleted: number;
  /** True where no state was left unexpanded. */
  readonly exhausted: boolean;
  /** Transitions by action id; every id of the system is present. */
  readonly actions: Readonly<Record<string, number>>;
  /** `sometimes` properties and whether they were met. */
  readonly sometimes: Readonly<Record<string, boolean>>;
  readonly seconds: number;
  readonly counterexample?: Counterexample;
  /** Expected number of states that fingerprints merged by mistake; 0 for exact storage. */
  readonly omittedEstimate: number;
  /** Bytes of the tables at the end. */
  readonly bytes: number;
  /** Rule evaluations asked for and those that ran spec code: the memo's miss rate. */
  readonly lookups: number;
  readonly misses: number;
  /** With `checkReachable`: pairs of a state and a `reachable` property that were decided, and those given up. */
  readonly reachableDecided?: number;
  readonly reachableUndecided?: number;
}

export type Search = (system: System, options: SearchOptions) => SearchResult;
