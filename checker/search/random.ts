/**
 * Random walks: each starts in a random initial state and takes random steps until none is left or the bound on depth is reached.
 * The seed decides everything. States are remembered over all walks, so `distinct` says how much of the space was seen.
 * `perDepth` tells at what depth states were first met.
 */
import type { System } from '#spec/kit/system.js';
import { ACTION, VIOLATION } from '../compile/records.js';
import { Run, type Ending } from './run.js';
import type { SearchOptions, SearchResult } from './search.js';

/** Steps of a walk where no depth bound is given. */
const WALK_STEPS = 1000;
const POLL_EVERY = 1024;

export function random(system: System, options: SearchOptions): SearchResult {
  const run = new Run(system, options);
  const ending = run.begin() ?? walks(run);
  return run.result(ending ?? { verdict: 'pass' }, { depthCompleted: 0, exhausted: false });
}

function walks(run: Run): Ending | null {
  const { options, store } = run;
  const initialStates = store.count;
  const starts = run.system.initial.map((values) => run.slots.vectorOf(values));
  const draw = generator(options.seed);
  run.perDepth = [initialStates];
  for (let walk = 0, steps = 0; walk < options.walks; walk++) {
    const positions: number[] = [];
    const initial = draw(starts.length);
    run.successor.state.set(starts[initial]);
    const length = options.depth === Infinity ? WALK_STEPS : options.depth;
    while (positions.length < length) {
      const ending = (steps % POLL_EVERY === 0 ? run.poll(0) : null) ?? step(run, initial, positions, draw);
      steps += 1;
      if (ending === 'over') break;
      if (ending !== null) return ending;
    }
  }
  return null;
}

/** Takes one random step and appends its position; `over` where there is none. */
function step(run: Run, initial: number, positions: number[], draw: (below: number) => number): Ending | 'over' | null {
  const { successor, steps, store, watch, perDepth } = run;
  const count = steps.enabled(successor.state);
  if (count === 0) return run.system.deadlockIsError ? run.deadlock({ initial, positions }) : 'over';
  const position = draw(count);
  const record = steps.offsets[position];
  positions.push(position);
  const { words } = run.records;
  run.count(words[record + ACTION]);
  if (words[record + VIOLATION] !== 0) return run.brokenStep(record, { initial, positions });
  if (!store.reserve(1)) return { verdict: 'memory' };
  successor.begin();
  if (successor.take(record) && store.add(successor.child, successor.hash1, successor.hash2, -1, initial) < 0) {
    const depth = positions.length;
    while (perDepth.length <= depth) perDepth.push(0);
    perDepth[depth] += 1;
    const broken = watch.check(successor.child, successor.state);
    if (broken !== null) return run.broken('safety', broken, { initial, positions });
  }
  successor.state.set(successor.child);
  return null;
}

/** Mulberry32: integers below a bound from a 32-bit state. Its bias towards small numbers is below 2^-20 for any state we meet. */
function generator(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return Math.floor((((word ^ (word >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
