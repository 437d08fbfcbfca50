/**
 * The engine against the naive checker on one configuration: what they find must be equal, how fast they find it is measured.
 */
import type { System } from '#spec/kit/system.js';
import { naive } from '../naive/naive.js';
import { bfs } from '../search/bfs.js';
import type { SearchOptions, SearchResult } from '../search/search.js';

export interface Measured {
  readonly seconds: number;
  readonly statesPerSecond: number;
  readonly transitionsPerSecond: number;
}

export interface Comparison {
  readonly system: string;
  /** Null: no bound. */
  readonly depth: number | null;
  readonly runs: number;
  readonly distinct: number;
  readonly transitions: number;
  readonly bytesPerState: number;
  readonly missRate: number;
  readonly engine: Measured;
  readonly naive: Measured;
  /** How many times faster the engine is. */
  readonly ratio: number;
}

/** Medians over `runs` searches each, taken in turns so that both see the same weather. */
export function compare(system: System, depth: number, runs: number): Comparison {
  const options: SearchOptions = { depth, timeMs: Infinity, memoryBytes: Infinity, storage: 'exact', seed: 0, walks: 0 };
  const engineRuns: SearchResult[] = [];
  const naiveRuns: SearchResult[] = [];
  for (let run = 0; run < runs; run++) {
    engineRuns.push(bfs(system, options));
    naiveRuns.push(naive(system, options));
  }
  const [found] = engineRuns;
  const [expected] = naiveRuns;
  if (found.distinct !== expected.distinct || found.transitions !== expected.transitions) {
    throw new Error(`${system.name}: the engine finds ${found.distinct} states, the naive checker ${expected.distinct}`);
  }
  const engine = measured(engineRuns);
  const oracle = measured(naiveRuns);
  return {
    system: system.name,
    depth: Number.isFinite(depth) ? depth : null,
    runs,
    distinct: found.distinct,
    transitions: found.transitions,
    bytesPerState: Math.round(found.bytes / found.distinct),
    missRate: found.misses / found.lookups,
    engine,
    naive: oracle,
    ratio: oracle.seconds / engine.seconds,
  };
}

function measured(results: readonly SearchResult[]): Measured {
  const inOrder = [...results].sort((a, b) => a.seconds - b.seconds);
  const { seconds, distinct, transitions } = inOrder[Math.floor(inOrder.length / 2)];
  return { seconds, statesPerSecond: Math.round(distinct / seconds), transitionsPerSecond: Math.round(transitions / seconds) };
}
