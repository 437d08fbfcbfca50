import assert from 'node:assert/strict';
import { test } from 'node:test';
import { naive } from '#checker/naive/naive.js';
import { bfs } from '#checker/search/bfs.js';
import { dfs } from '#checker/search/dfs.js';
import { unbounded } from '../../../models/options.js';
import { twoPhase } from '#checker/bench/two-phase.js';

for (const [managers, distinct] of [
  [3, 288],
  [5, 8_832],
  [7, 296_448],
] as const) {
  test(`two-phase commit, ${String(managers)} managers: the published number of distinct states`, () => {
    const result = bfs(twoPhase(managers), unbounded);
    assert.equal(result.verdict, 'pass');
    assert.equal(result.distinct, distinct);
    assert.equal(result.exhausted, true);
    assert.deepEqual(result.sometimes, { AllCommit: true });
  });
}

for (const managers of [3, 5]) {
  test(`two-phase commit, ${String(managers)} managers: the naive checker agrees in everything that is counted`, () => {
    const engine = bfs(twoPhase(managers), unbounded);
    const oracle = naive(twoPhase(managers), unbounded);
    assert.deepEqual(
      [engine.distinct, engine.transitions, engine.perDepth, engine.actions, engine.depthCompleted],
      [oracle.distinct, oracle.transitions, oracle.perDepth, oracle.actions, oracle.depthCompleted],
    );
  });
}

test('two-phase commit: depth-first and fingerprints find the same states', () => {
  assert.equal(dfs(twoPhase(5), unbounded).distinct, 8_832);
  const result = bfs(twoPhase(5), { ...unbounded, storage: 'fingerprint' });
  assert.equal(result.distinct, 8_832);
  assert.ok(result.omittedEstimate > 0 && result.omittedEstimate < 1e-9);
});

test('two-phase commit: a manager too few breaks consistency, and the engine finds a shortest way', () => {
  const system = twoPhase(3, { broken: true });
  const found = bfs(system, unbounded).counterexample;
  assert.equal(found?.property, 'Consistent');
  assert.equal(found.steps.length, naive(system, unbounded).counterexample?.steps.length);
});

test('two-phase commit: every state can still settle', () => {
  const result = bfs(twoPhase(4), { ...unbounded, checkReachable: true });
  assert.equal(result.verdict, 'pass');
  assert.equal(result.reachableDecided, result.distinct);
  assert.equal(result.reachableUndecided, 0);
});

test('two-phase commit: the memo almost always knows the answer', () => {
  const { lookups, misses } = bfs(twoPhase(7), { ...unbounded, selfCheck: false });
  assert.ok(misses / lookups < 0.001);
});
