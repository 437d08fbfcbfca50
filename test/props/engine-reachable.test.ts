/** `reachable` properties against a decision by brute force. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after } from '#checker/replay/evaluate.js';
import { outcomesOf, shown, type State } from '#spec/kit/evaluate.js';
import { bfs } from '#checker/search/bfs.js';
import type { Rule, System } from '#spec/kit/system.js';
import { unbounded } from '../models/options.js';
import { randomSystem } from '../models/random-system.js';

test('a goal is out of reach exactly where brute force says so, at any depth', () => {
  fc.assert(
    fc.property(randomSystem({ safe: true }), fc.integer({ min: 0, max: 4 }), (system, depth) => {
      const result = bfs(system, { ...unbounded, depth, checkReachable: true });
      const stuckAt = depthOfFirstStuck(system, depth);
      assert.equal(result.verdict, stuckAt === undefined ? 'pass' : 'unreachable');
      assert.equal(result.counterexample?.steps.length, stuckAt);
      assert.equal(result.reachableUndecided, 0);
      if (stuckAt === undefined) assert.equal(result.reachableDecided, result.distinct);
    }),
    { numRuns: 300 },
  );
});

function depthOfFirstStuck(system: System, depth: number): number | undefined {
  let level: readonly State[] = system.initial;
  const seen = new Set<string>();
  for (let at = 0; at <= depth; at++) {
    level = level.filter((state) => !seen.has(JSON.stringify(state)));
    for (const state of level) seen.add(JSON.stringify(state));
    if (level.some((state) => isStuck(system, state))) return at;
    level = level.flatMap((state) => successors(system, state, system.rules));
  }
  return undefined;
}

function isStuck(system: System, state: State): boolean {
  return system.reachable.some(({ reads, goal, rules }) => !closure(system, state, rules).some((end) => goal(shown(reads, end))));
}

function closure(system: System, from: State, rules: readonly Rule[]): State[] {
  const states = [from];
  const seen = new Set([JSON.stringify(from)]);
  for (const state of states) {
    for (const next of successors(system, state, rules)) {
      if (seen.has(JSON.stringify(next))) continue;
      seen.add(JSON.stringify(next));
      states.push(next);
    }
  }
  return states;
}

function successors(system: System, state: State, rules: readonly Rule[]): State[] {
  return rules.flatMap((rule) => outcomesOf(rule, state).map(({ updates }) => after(system, state, updates)));
}
