/**
 * Breadth-first: level by level, so the first counterexample is a shortest one and a depth bound keeps exactly
 * the states within that many steps.
 */
import type { System } from '#spec/kit/system.js';
import { ACTION, VIOLATION } from '../compile/records.js';
import { decideReachable } from './reachable.js';
import { Run, type Ending } from './run.js';
import type { SearchOptions, SearchResult } from './search.js';

/** States expanded between two looks at the bounds. A power of two. */
const POLL_EVERY = 1024;

export function bfs(system: System, options: SearchOptions): SearchResult {
  const run = new Run(system, options);
  const ending = run.begin() ?? levels(run);
  if (ending !== null) return run.result(ending, { depthCompleted: Math.max(0, run.perDepth.length - 2), exhausted: false });
  const coverage = { depthCompleted: run.perDepth.length - 1, exhausted: run.perDepth.length <= options.depth };
  const result = run.result({ verdict: 'pass' }, coverage);
  if (options.checkReachable !== true) return result;
  return { ...result, ...decideReachable(run), seconds: run.seconds, bytes: run.bytes };
}

/** Expands level after level; null when none is left or the bound is reached. */
function levels(run: Run): Ending | null {
  const { store, options, perDepth } = run;
  for (let first = 0, depth = 0; first < store.count; depth++) {
    const last = store.count;
    perDepth.push(last - first);
    if (depth >= options.depth) return null;
    for (let state = first; state < last; state++) {
      const ending = (state % POLL_EVERY === 0 ? run.poll(store.count - state) : null) ?? expand(run, state);
      if (ending === null) continue;
      perDepth.push(store.count - last);
      return ending;
    }
    store.leaveBehind(last);
    first = last;
  }
  return null;
}

/** Stores the new ones among a state's successors; answers why the search ends here, if it does. */
function expand(run: Run, state: number): Ending | null {
  const { steps, successor, store, watch } = run;
  const count = run.open(state);
  const { words } = run.records;
  const { offsets } = steps;
  if (count === 0 && run.system.deadlockIsError) return run.deadlock(run.pathTo(state));
  if (!store.reserve(count)) return { verdict: 'memory' };
  for (let position = 0; position < count; position++) {
    const record = offsets[position];
    run.count(words[record + ACTION]);
    if (words[record + VIOLATION] !== 0) return run.brokenStep(record, run.pathTo(state, position));
    if (successor.take(record) && store.add(successor.child, successor.hash1, successor.hash2, state, position) < 0) {
      const broken = watch.check(successor.child, successor.state);
      if (broken !== null) return run.broken('safety', broken, run.pathTo(store.count - 1));
    }
    successor.undo(record);
  }
  return null;
}
