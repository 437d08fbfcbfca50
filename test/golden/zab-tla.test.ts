/**
 * The state counts that TLC found in the official Zab.tla (commit 53a78e36f of apache/zookeeper, one worker, breadth-first,
 * 2026-11-22), by what the protocol can tell apart: a VIEW without `recorder.pc` and the three ghosts. If a count differs,
 * the first depth at which it does points at the action.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { naive } from '#checker/naive/naive.js';
import { bfs } from '#checker/search/bfs.js';
import type { SearchResult } from '#checker/search/search.js';
import { zabTlaModel } from '#spec/protocols/zab-tla/protocol-info.js';
import { zabTla } from '#spec/protocols/zab-tla/zab-tla.js';
import type { ZabTlaOptions } from '#spec/protocols/zab-tla/zab-tla.js';
import { unbounded } from '../models/options.js';

const A: ZabTlaOptions = { servers: 3, maxTimeouts: 3, maxTxns: 2, maxEpoch: 2, maxRestarts: 2 };
const B: ZabTlaOptions = { servers: 2, maxTimeouts: 2, maxTxns: 1, maxEpoch: 2, maxRestarts: 1 };

/** Distinct states at depth 0, 1, 2, ... or less. */
const countsOfA = [1, 5, 24, 78, 189, 375, 711, 1_422, 2_919, 5_817, 11_073, 20_328, 36_378];
const countsOfB = [1, 4, 12, 24, 32, 50, 88, 154, 244, 364, 522, 726, 1_000];
const B_DISTINCT = 7_902;
const B_DEEPEST = 27;

function cumulative({ perDepth }: SearchResult): number[] {
  let sum = 0;
  return perDepth.map((count) => (sum += count));
}

function assertWholeOfB(result: SearchResult): void {
  assert.equal(result.verdict, 'pass');
  assert.deepEqual(cumulative(result).slice(0, countsOfB.length), countsOfB);
  assert.equal(result.distinct, B_DISTINCT);
  assert.equal(result.perDepth.length - 1, B_DEEPEST);
  assert.equal(result.exhausted, true);
  assert.deepEqual(result.sometimes, { LeaderReachesBroadcast: true, FollowerDelivers: true });
}

test('zab-tla: 3 servers, as many states as TLC finds at every depth to 12', () => {
  const result = bfs(zabTla(A), { ...unbounded, depth: 12 });
  assert.equal(result.verdict, 'pass');
  assert.deepEqual(cumulative(result), countsOfA);
});

test('zab-tla: 3 servers, the naive checker finds the same to depth 8', () => {
  const result = naive(zabTla(A), { ...unbounded, depth: 8 });
  assert.equal(result.verdict, 'pass');
  assert.deepEqual(cumulative(result), countsOfA.slice(0, 9));
});

test('zab-tla: 2 servers, every state that TLC finds, and no more', () => {
  assertWholeOfB(bfs(zabTla(B), unbounded));
});

test('zab-tla: 2 servers, the naive checker finds the same', () => {
  assertWholeOfB(naive(zabTla(B), unbounded));
});

test('zab-tla: 2 servers, every action is taken but the one that must never be', () => {
  const { actions } = bfs(zabTla(B), unbounded);
  const idle = Object.keys(actions).filter((action) => actions[action] === 0);
  assert.deepEqual(idle, ['FilterNonexistentMessage']);
});

test('zab-tla: without options it is configuration A', () => {
  const depth = 6;
  const built = zabTlaModel.build({ nodes: 3, observers: 0, bounds: {} });
  assert.ok(built.ok);
  for (const system of [zabTla(), built.system]) {
    assert.deepEqual(cumulative(bfs(system, { ...unbounded, depth })), countsOfA.slice(0, depth + 1));
  }
  assert.deepEqual(built.bounds, { timeouts: 3, txns: 2, epoch: 2, restarts: 2 });
});

test('zab-tla: a command line gives configuration B by its bounds', () => {
  const built = zabTlaModel.build({ nodes: 2, observers: 0, bounds: { timeouts: 2, txns: 1, epoch: 2, restarts: 1 } });
  assert.ok(built.ok);
  assertWholeOfB(bfs(built.system, unbounded));
});

test('zab-tla: options that make no model are refused', () => {
  for (const options of [
    { nodes: 1, observers: 0, bounds: {} },
    { nodes: 10, observers: 0, bounds: {} },
    { nodes: 3, observers: 1, bounds: {} },
    { nodes: 3, observers: 0, bounds: {}, mutant: 'none' },
  ]) {
    assert.equal(zabTlaModel.build(options).ok, false);
  }
});
