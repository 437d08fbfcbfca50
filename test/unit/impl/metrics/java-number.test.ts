import assert from 'node:assert/strict';
import { test } from 'node:test';
import { javaDouble } from '#impl/metrics/java-number.js';

test('java numbers: as Double.toString', () => {
  const expected: readonly (readonly [number, string])[] = [
    [0, '0.0'],
    [1, '1.0'],
    [0.6667, '0.6667'],
    [-2.5, '-2.5'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [0.00025, '2.5E-4'],
    [9_999_999, '9999999.0'],
    [10_000_000, '1.0E7'],
    [12_345_678.5, '1.23456785E7'],
  ];
  for (const [value, text] of expected) assert.equal(javaDouble(value), text);
});
