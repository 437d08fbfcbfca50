import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Reservoir } from '#impl/metrics/reservoir.js';

/** A generator of numbers that a seed decides (Park and Miller). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}

test('reservoir: never more than its size, and only values that were added', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 1, max: 1_000_000 }),
      (size, count, seed) => {
        const reservoir = new Reservoir(size, seeded(seed));
        for (let value = 1; value <= count; value++) reservoir.add(value);
        assert.equal(reservoir.length, Math.min(size, count));
        const held = reservoir.quantiles(
          Array.from({ length: reservoir.length }, (_, index) => (index + 1) / (reservoir.length + 1)),
        );
        assert.ok(held.every((value) => value >= 1 && value <= count));
      },
    ),
  );
});

test('reservoir: every value has the same chance to stay, the first as the last', () => {
  const [size, count, rounds] = [10, 100, 4000];
  const random = seeded(42);
  const kept = new Array<number>(count).fill(0);
  for (let round = 0; round < rounds; round++) {
    const reservoir = new Reservoir(size, random);
    for (let value = 0; value < count; value++) reservoir.add(value);
    const shares = Array.from({ length: size }, (_, index) => (index + 1) / (size + 1));
    for (const value of reservoir.quantiles(shares)) kept[Math.round(value)] = (kept[Math.round(value)] ?? 0) + 1;
  }
  // 400 expected, standard deviation 19.
  for (const [value, times] of kept.entries()) assert.ok(times > 300 && times < 500, `${value} was kept ${times} times`);
});

test('reservoir: quantiles as dropwizard’s', () => {
  const reservoir = new Reservoir(10);
  assert.deepEqual(reservoir.quantiles([0.5]), []);
  for (const value of [5, 1, 2, 3, 4]) reservoir.add(value);
  assert.deepEqual(reservoir.quantiles([0, 0.5, 0.75, 0.98, 0.999, 1]), [1, 3, 4.5, 5, 5, 5]);
  reservoir.reset();
  assert.equal(reservoir.length, 0);
  reservoir.add(8);
  assert.deepEqual(reservoir.quantiles([0.5]), [8]);
});

test('reservoir: recording keeps no memory', () => {
  const reservoir = new Reservoir(4096);
  for (let value = 0; value < 200_000; value++) reservoir.add(value);
  assert.equal(reservoir.length, 4096);
});
