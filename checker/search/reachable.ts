/**
 * Decides `reachable` properties after a breadth-first search: from every state found, some continuation by the property's own rules
 * must reach a goal.
 *
 * From each state not yet known to be good, a depth-first exploration looks for a goal or for a state that is known to be
 * good; every state on the way there is then good too. It goes on beyond the depth bound: the states it adds to the store come
 * after those of the search. An exploration that runs dry has shown that no goal can be reached.
 */
import type { Reachable } from '#spec/kit/system.js';
import type { Memo } from '../compile/memo.js';
import { RULE } from '../compile/records.js';
import { Steps } from '../compile/steps.js';
import { IntList } from '../intern/int-list.js';
import type { Ending, Run } from './run.js';
import type { SearchResult } from './search.js';

/** States opened for one state before it is given up as undecided. */
const EXPLORATION_LIMIT = 100_000;
const POLL_EVERY = 1024;

export function decideReachable(
  run: Run,
): Pick<SearchResult, 'verdict' | 'counterexample' | 'reachableDecided' | 'reachableUndecided'> {
  if (run.options.storage !== 'exact') throw new TypeError('`reachable` properties need exact storage');
  const found = run.store.count;
  const total = found * run.system.reachable.length;
  let decided = 0;
  let undecided = 0;
  for (const property of run.system.reachable) {
    const decision = new Decision(run, property);
    for (let state = 0; state < found; state++) {
      const ending = state % POLL_EVERY === 0 ? run.poll(found - state) : null;
      if (ending !== null) return { ...ending, reachableDecided: decided, reachableUndecided: total - decided };
      switch (decision.decide(state)) {
        case 'good':
          decided += 1;
          break;
        case 'bad':
          return { ...stuck(run, property, state), reachableDecided: decided + 1, reachableUndecided: undecided };
        case 'undecided':
          undecided += 1;
      }
    }
  }
  return { verdict: 'pass', reachableDecided: decided, reachableUndecided: undecided };
}

function stuck(run: Run, property: Reachable, state: number): Ending {
  return run.broken('reachable', { property: property.id, detail: 'no continuation reaches the goal' }, run.pathTo(state));
}

class Decision {
  private readonly run: Run;
  private readonly property: Reachable;
  private readonly goals: Memo;
  private readonly steps: Steps;
  /** By state: 1 where a goal can be reached. */
  private readonly good = new IntList(0);
  /** By state: the last exploration that met it, and from which state. */
  private readonly metBy = new IntList(-1);
  private readonly metFrom = new IntList(-1);

  constructor(run: Run, property: Reachable) {
    this.run = run;
    this.property = property;
    this.goals = run.slots.memo(property.reads);
    this.steps = new Steps(property.rules, run.slots, run.records, run.options.selfCheck ?? false);
  }

  decide(root: number): 'good' | 'bad' | 'undecided' {
    const { run } = this;
    this.reserve(0);
    if (this.good.words[root] === 1) return 'good';
    run.store.load(root, run.successor.state);
    if (this.isGoal(run.successor.state)) {
      this.good.words[root] = 1;
      return 'good';
    }
    const stack = [root];
    this.metBy.words[root] = root;
    this.metFrom.words[root] = -1;
    for (let opened = 0; opened < EXPLORATION_LIMIT; opened++) {
      const state = stack.pop();
      if (state === undefined) return 'bad';
      switch (this.explore(state, root, stack)) {
        case 'good':
          for (let at = state; at >= 0; at = this.metFrom.words[at]) this.good.words[at] = 1;
          return 'good';
        case 'full':
          return 'undecided';
        case 'pushed':
      }
    }
    return 'undecided';
  }

  /** Pushes the successors of a state that this exploration did not meet, the preferred one last, until one of them is good. */
  private explore(state: number, root: number, stack: number[]): 'good' | 'pushed' | 'full' {
    const { steps } = this;
    const { store, successor, records } = this.run;
    store.load(state, successor.state);
    successor.begin();
    const count = steps.enabled(successor.state);
    steps.offsets.subarray(0, count).sort((a, b) => records.words[b + RULE] - records.words[a + RULE]);
    if (!store.reserve(count)) return 'full';
    this.reserve(count);
    for (let position = 0; position < count; position++) {
      const record = steps.offsets[position];
      if (successor.take(record)) {
        const known = store.add(successor.child, successor.hash1, successor.hash2, state, position);
        const child = known < 0 ? store.count - 1 : known;
        if (this.good.words[child] === 0 && this.isGoal(successor.child)) this.good.words[child] = 1;
        if (this.good.words[child] === 1) return 'good';
        if (this.metBy.words[child] !== root) {
          this.metBy.words[child] = root;
          this.metFrom.words[child] = state;
          stack.push(child);
        }
      }
      successor.undo(record);
    }
    return 'pushed';
  }

  private isGoal(state: Int32Array): boolean {
    const known = this.goals.find(state);
    if (known >= 0) return known === 1;
    const goal = this.property.goal(this.goals.shown());
    this.goals.remember(goal ? 1 : 0);
    return goal;
  }

  private reserve(more: number): void {
    const length = this.run.store.count + more;
    this.good.reserve(length);
    this.metBy.reserve(length);
    this.metFrom.reserve(length);
  }
}
