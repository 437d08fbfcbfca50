import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bfs } from '#checker/search/bfs.js';
import type { System } from '#spec/kit/system.js';
import { unbounded } from '../../../models/options.js';
import { counter } from '../../../models/tiny.js';

function reaching(system: System, goal: number): System {
  const { rules } = system;
  return {
    ...system,
    reachable: [{ id: 'Goal', reads: [{ slot: 0 }], goal: ([count]: readonly unknown[]) => count === goal, rules }],
  };
}

test('a goal that was passed cannot be reached again', () => {
  const result = bfs(reaching(counter(5), 3), { ...unbounded, checkReachable: true });
  assert.equal(result.verdict, 'unreachable');
  assert.deepEqual([result.counterexample?.kind, result.counterexample?.property], ['reachable', 'Goal']);
  assert.equal(result.counterexample?.steps.length, 4);
});

test('with resets it can', () => {
  const result = bfs(reaching(counter(5, { reset: true }), 3), { ...unbounded, checkReachable: true });
  assert.deepEqual([result.verdict, result.reachableDecided, result.reachableUndecided], ['pass', 6, 0]);
});

test('a goal beyond the depth bound is found, and states beyond it are not counted', () => {
  const result = bfs(reaching(counter(9), 9), { ...unbounded, depth: 2, checkReachable: true });
  assert.deepEqual([result.verdict, result.distinct, result.reachableDecided], ['pass', 3, 3]);
});

test('a goal too far away is undecided, not passed over', () => {
  const result = bfs(reaching(counter(300_000), 300_000), { ...unbounded, depth: 2, selfCheck: false, checkReachable: true });
  assert.deepEqual([result.verdict, result.reachableDecided, result.reachableUndecided], ['pass', 0, 3]);
});

test('fingerprints do not keep the states to start from', () => {
  assert.throws(
    () => bfs(reaching(counter(3), 3), { ...unbounded, storage: 'fingerprint', checkReachable: true }),
    /exact storage/,
  );
});
