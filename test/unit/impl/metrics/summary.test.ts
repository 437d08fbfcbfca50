/** Summaries against plain arithmetic on everything that was added. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Extremes } from '#impl/metrics/extremes.js';
import { Summary, SummarySet } from '#impl/metrics/summary.js';

const values = fc.array(fc.nat({ max: 10_000_000 }), { minLength: 1, maxLength: 300 });

test('summary: min ≤ avg ≤ max, and each is what arithmetic says', () => {
  fc.assert(
    fc.property(values, (added) => {
      const summary = new Summary('x', 'BASIC');
      for (const value of added) summary.add(value);
      const { min, avg, max, count, sum } = summary.extremes;
      assert.ok(min <= avg && avg <= max);
      assert.deepEqual([min, max, count], [Math.min(...added), Math.max(...added), added.length]);
      assert.equal(
        sum,
        added.reduce((total, value) => total + value, 0),
      );
      assert.ok(Math.abs(avg - sum / count) <= 0.000_051, 'four decimals');
    }),
  );
});

test('summary: quantiles rise, and lie between min and max', () => {
  fc.assert(
    fc.property(values, (added) => {
      const summary = new Summary('x', 'ADVANCED');
      for (const value of added) summary.add(value);
      const quantiles = summary.reservoir.quantiles([0, 0.5, 0.95, 0.99, 0.999, 1]);
      assert.deepEqual(
        quantiles,
        quantiles.toSorted((a, b) => a - b),
      );
      assert.deepEqual([quantiles[0], quantiles.at(-1)], [Math.min(...added), Math.max(...added)]);
    }),
  );
});

test('summary: whole numbers; negative ones and what is no number are left out', () => {
  const summary = new Summary('x', 'BASIC');
  for (const value of [1.4, 2.5, -1, Number.NaN, -0.2]) summary.add(value);
  assert.deepEqual([summary.extremes.count, summary.extremes.sum, summary.reservoir.length], [2, 4, 2]);
});

test('extremes: zeros without values, also after a reset', () => {
  const extremes = new Extremes();
  extremes.add(7);
  extremes.reset();
  const { min, avg, max, count, sum } = extremes;
  assert.deepEqual([min, avg, max, count, sum], [0, 0, 0, 0, 0]);
  extremes.add(9);
  assert.deepEqual([extremes.min, extremes.max], [9, 9]);
});

test('summary set: one summary for each key, and a largest number of them', () => {
  const set = new SummarySet('x', 'BASIC');
  for (let key = 0; key < 1000; key++) set.add(`key${key}`, key);
  set.add('key3', 5);
  const entries = new Map(set.entries());
  assert.equal(entries.size, 256);
  assert.equal(entries.get('key3')?.extremes.sum, 8);
  set.reset();
  assert.deepEqual([...set.entries()], []);
});
