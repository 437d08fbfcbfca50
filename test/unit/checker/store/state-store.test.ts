import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateStore } from '#checker/store/state-store.js';
import { ExactVisited, FingerprintVisited } from '#checker/store/visited.js';
import { Rows } from '#checker/store/rows.js';

const MANY = 200_000;

function storeOf(storage: 'exact' | 'fingerprint', allowance = Infinity): StateStore {
  return new StateStore({ width: 3, keyCount: 2, storage, allowance: () => allowance });
}

for (const storage of ['exact', 'fingerprint'] as const) {
  test(`${storage} store: keeps every state with its link across growth and chunks`, () => {
    const store = storeOf(storage);
    for (let n = 0; n < MANY; n++) {
      assert.ok(store.reserve(1));
      assert.equal(store.add(Int32Array.of(n, n % 7, 5), n, ~n, n - 1, n % 11), -1);
    }
    assert.equal(store.count, MANY);
    const vector = new Int32Array(3);
    for (let n = 0; n < MANY; n += 997) {
      store.load(n, vector);
      assert.deepEqual([...vector, store.predecessorOf(n), store.positionOf(n)], [n, n % 7, 5, n - 1, n % 11]);
      assert.ok(store.add(vector, n, ~n, 0, 0) >= 0);
    }
  });

  test(`${storage} store: refuses to grow beyond its allowance, and stays within it`, () => {
    const allowance = 3_000_000;
    const store = storeOf(storage, allowance);
    let room = true;
    for (let n = 0; room; n++) {
      room = store.reserve(1);
      if (room) store.add(Int32Array.of(n, 0, 0), n, ~n, -1, 0);
    }
    assert.ok(store.bytes <= allowance && store.count > 0);
  });
}

test('exact store: states with one hash are told apart, carried slots are not compared', () => {
  const store = storeOf('exact');
  store.reserve(3);
  assert.equal(store.add(Int32Array.of(1, 2, 3), 9, 9, -1, 0), -1);
  assert.equal(store.add(Int32Array.of(1, 3, 3), 9, 9, -1, 0), -1);
  assert.equal(store.add(Int32Array.of(1, 2, 4), 9, 9, -1, 0), 0);
  assert.equal(store.add(Int32Array.of(1, 3, 4), 9, 9, -1, 0), 1);
});

test('fingerprint store: chunks behind the frontier serve again', () => {
  const store = storeOf('fingerprint');
  for (let n = 0; n < MANY; n++) {
    store.reserve(1);
    store.add(Int32Array.of(n, 0, 0), n, ~n, -1, 0);
  }
  const before = store.bytes;
  store.leaveBehind(MANY);
  const more = new Int32Array(3);
  for (let n = 0; n < 60_000; n++) {
    store.reserve(1);
    more[0] = MANY + n;
    store.add(more, MANY + n, ~(MANY + n), -1, 0);
  }
  assert.ok(store.bytes <= before + 1_000_000);
  store.load(MANY, more);
  assert.equal(more[0], MANY);
});

test('fingerprints: the one that looks like a free entry is a fingerprint too', () => {
  const visited = new FingerprintVisited();
  const vector = new Int32Array(1);
  assert.equal(visited.meet(vector, 0, 0), -1);
  assert.equal(visited.meet(vector, 0, 0), 0);
  visited.grow();
  assert.equal(visited.meet(vector, 0, 0), 0);
});

test('exact table: the same after growth', () => {
  const rows = new Rows(1);
  rows.extend();
  const visited = new ExactVisited(rows, 1);
  const vector = new Int32Array(1);
  for (let n = 0; n < 1000; n++) {
    vector[0] = n;
    // Every state has the same low bits: one long run of probes.
    assert.equal(visited.meet(vector, n << 16, 0, n), -1);
    rows.write(n, vector);
  }
  visited.grow();
  for (let n = 0; n < 1000; n++) {
    vector[0] = n;
    assert.equal(visited.meet(vector, n << 16, 0, 1000), n);
  }
});
