/**
 * Depth-first: newest state first. Under a depth bound a state met again by a shorter path is expanded again, so the bound keeps exactly
 * the states that breadth-first keeps; transitions are counted at a state's first expansion only. Counterexamples need not be shortest.
 * Without a bound `perDepth` tells at what depth states were first met, not their distance.
 *
 * Storage is exact whatever was asked: a fingerprint does not say which state was met again.
 */
import type { System } from '#spec/kit/system.js';
import { ACTION, VIOLATION } from '../compile/records.js';
import { IntList } from '../intern/int-list.js';
import { Run, type Ending } from './run.js';
import type { SearchOptions, SearchResult } from './search.js';

const POLL_EVERY = 1024;

export function dfs(system: System, options: SearchOptions): SearchResult {
  const run = new Run(system, { ...options, storage: 'exact' });
  const search = new DepthFirst(run);
  const ending = run.begin() ?? search.run();
  const deepest = search.fillPerDepth();
  if (ending !== null) return run.result(ending, { depthCompleted: 0, exhausted: false });
  return run.result({ verdict: 'pass' }, { depthCompleted: deepest, exhausted: deepest < options.depth });
}

class DepthFirst {
  private readonly search: Run;
  /** By state: the length of the shortest path met. */
  private readonly depths = new IntList(0);
  /** By state: 1 once its transitions are counted. */
  private readonly counted = new IntList(0);
  private readonly stack: number[] = [];

  constructor(search: Run) {
    this.search = search;
  }

  run(): Ending | null {
    const { search, stack } = this;
    for (let state = search.store.count - 1; state >= 0; state--) stack.push(state);
    for (let expanded = 0; ; expanded++) {
      const state = stack.pop();
      if (state === undefined) return null;
      this.depths.reserve(search.store.count);
      if (this.depths.words[state] >= search.options.depth) continue;
      const ending = (expanded % POLL_EVERY === 0 ? search.poll(stack.length) : null) ?? this.expand(state);
      if (ending !== null) return ending;
    }
  }

  /** Fills the histogram of depths; answers the greatest. */
  fillPerDepth(): number {
    const { store } = this.search;
    this.depths.reserve(store.count);
    const histogram: number[] = [];
    for (let state = 0; state < store.count; state++) {
      const depth = this.depths.words[state];
      while (histogram.length <= depth) histogram.push(0);
      histogram[depth] += 1;
    }
    this.search.perDepth = histogram;
    return histogram.length - 1;
  }

  private expand(state: number): Ending | null {
    const { search, depths, counted, stack } = this;
    const { steps, successor, store, watch } = search;
    const count = search.open(state);
    const { words } = search.records;
    if (count === 0 && search.system.deadlockIsError) return search.deadlock(search.pathTo(state));
    if (!store.reserve(count)) return { verdict: 'memory' };
    depths.reserve(store.count + count);
    counted.reserve(store.count + count);
    const first = counted.words[state] === 0;
    counted.words[state] = 1;
    const depth = depths.words[state] + 1;
    for (let position = 0; position < count; position++) {
      const record = steps.offsets[position];
      if (first) search.count(words[record + ACTION]);
      if (words[record + VIOLATION] !== 0) return search.brokenStep(record, search.pathTo(state, position));
      if (successor.take(record)) {
        const known = store.add(successor.child, successor.hash1, successor.hash2, state, position);
        if (known < 0) {
          depths.words[store.count - 1] = depth;
          stack.push(store.count - 1);
          const broken = watch.check(successor.child, successor.state);
          if (broken !== null) return search.broken('safety', broken, search.pathTo(store.count - 1));
        } else if (depth < depths.words[known] && search.options.depth !== Infinity) {
          // Paths stay free of cycles: a predecessor is always met at a smaller depth than its successor.
          depths.words[known] = depth;
          store.write(known, successor.child, state, position);
          stack.push(known);
        }
      }
      successor.undo(record);
    }
    return null;
  }
}
