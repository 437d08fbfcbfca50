import assert from 'node:assert/strict';
import { test } from 'node:test';
import { naive } from '#checker/naive/naive.js';
import { bfs } from '#checker/search/bfs.js';
import { dfs } from '#checker/search/dfs.js';
import { random } from '#checker/search/random.js';
import type { Progress } from '#checker/search/search.js';
import { unbounded } from '../../../models/options.js';
import { channel, counter, forbidding } from '../../../models/tiny.js';
import { twoPhase } from '#checker/bench/two-phase.js';

const searches = { bfs, dfs, random, naive };

for (const [name, search] of Object.entries(searches)) {
  test(`${name}: a deadlock is an error only where the system says so`, () => {
    const bad = search(counter(3, { deadlockIsError: true }), unbounded);
    assert.equal(bad.verdict, 'deadlock');
    assert.deepEqual(bad.counterexample?.steps, [
      { action: 'Add', args: '' },
      { action: 'Add', args: '' },
      { action: 'Add', args: '' },
    ]);
    assert.equal(search(counter(3), unbounded).verdict, 'pass');
  });

  test(`${name}: a false invariant is found where it is false`, () => {
    const result = search(forbidding(counter(5), 0, 4), unbounded);
    assert.equal(result.verdict, 'violation');
    assert.deepEqual([result.counterexample?.property, result.counterexample?.detail], ['Forbidden', 'slot 0 holds 4']);
    assert.equal(result.counterexample?.steps.length, 4);
  });

  test(`${name}: a property that is not asked for is not checked`, () => {
    assert.equal(search(forbidding(counter(5), 0, 4), { ...unbounded, properties: ['Other'] }).verdict, 'pass');
  });

  test(`${name}: an initial state can be a violation`, () => {
    const result = search(forbidding(counter(5), 0, 0), unbounded);
    assert.deepEqual([result.verdict, result.counterexample?.steps], ['violation', []]);
  });

  test(`${name}: states at the depth bound are checked`, () => {
    assert.equal(search(forbidding(counter(5), 0, 4), { ...unbounded, depth: 3 }).verdict, 'pass');
    assert.equal(search(forbidding(counter(5), 0, 4), { ...unbounded, depth: 4 }).verdict, 'violation');
  });

  test(`${name}: a deadlock at the depth bound is not looked for`, () => {
    assert.equal(search(counter(3, { deadlockIsError: true }), { ...unbounded, depth: 3 }).verdict, 'pass');
  });

  test(`${name}: bounds and interruption end it with what was found`, () => {
    assert.equal(search(twoPhase(4), { ...unbounded, timeMs: 0 }).verdict, 'time');
    const interrupted = search(twoPhase(4), { ...unbounded, interrupted: () => true });
    assert.equal(interrupted.verdict, 'interrupted');
    assert.equal(interrupted.distinct, 1);
    assert.equal(interrupted.exhausted, false);
  });
}

for (const search of [bfs, dfs, random]) {
  test(`${search.name}: no table grows beyond the memory bound`, () => {
    const result = search(twoPhase(7), { ...unbounded, selfCheck: false, walks: 100_000, memoryBytes: 4_000_000 });
    assert.equal(result.verdict, 'memory');
    assert.ok(result.bytes <= 4_000_000);
    assert.ok(result.distinct > 0);
  });
}

test('breadth-first: a depth bound keeps exactly the states within that many steps', () => {
  const whole = bfs(twoPhase(4), unbounded);
  for (const depth of [0, 1, 5]) {
    const result = bfs(twoPhase(4), { ...unbounded, depth });
    assert.deepEqual(result.perDepth, whole.perDepth.slice(0, depth + 1));
    assert.deepEqual([result.depthCompleted, result.exhausted], [depth, false]);
  }
});

test('breadth-first: a level that was cut is reported, but not as completed', () => {
  let polls = 0;
  const result = bfs(twoPhase(5), { ...unbounded, interrupted: () => ++polls === 4 });
  assert.equal(result.verdict, 'interrupted');
  assert.equal(
    result.perDepth.reduce((sum, states) => sum + states),
    result.distinct,
  );
  assert.equal(result.depthCompleted, result.perDepth.length - 2);
});

test('breadth-first: progress says how far it is', () => {
  const reports: Progress[] = [];
  bfs(twoPhase(7), { ...unbounded, onProgress: (progress) => reports.push(progress) });
  assert.ok(reports.every(({ distinct, queue, depth }) => distinct > 0 && queue > 0 && depth >= 0));
});

test('every step of a channel changes several slots, and carried slots tell no states apart', () => {
  // Sent and received numbers are all there is to know: pairs 0 <= received <= sent <= 5 with at most 2 between them.
  const result = bfs(channel(5, 2), unbounded);
  assert.equal(result.distinct, 15);
  assert.equal(result.distinct, naive(channel(5, 2), unbounded).distinct);
});

test('a carried slot holds what the first path left there', () => {
  const result = bfs(forbidding(channel(5, 2), 3, 10), unbounded);
  assert.equal(result.counterexample?.steps.length, 10);
});

test('resets: depth-first expands again what it meets again by a shorter path', () => {
  const system = counter(50, { reset: true });
  for (const depth of [0, 1, 7, 60]) {
    assert.deepEqual(dfs(system, { ...unbounded, depth }).perDepth, bfs(system, { ...unbounded, depth }).perDepth);
  }
});

test('random walks: the seed decides', () => {
  const walk = (seed: number): readonly number[] => random(twoPhase(6), { ...unbounded, seed, walks: 20 }).perDepth;
  assert.deepEqual(walk(7), walk(7));
  assert.notDeepEqual(walk(7), walk(8));
});
