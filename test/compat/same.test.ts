/** A comparison that finds nothing must find nothing because there is nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertSame, differences } from './same.js';

test('same: what differs, with the line before it', () => {
  assert.deepEqual(differences(['a', 'b', 'x', 'c'], ['a', 'b', 'y', 'c', 'd']), ['  b', '- y', '+ x', '  c', '- d']);
  assert.throws(() => {
    assertSame(['a'], []);
  }, /\+ a/);
});

test('same: nothing is told of equal transcripts, something of others; what is told turns one into the other', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (ours, theirs) => {
      const told = differences(ours, theirs);
      assert.equal(told.length === 0, ours.join() === theirs.join());
      const count = (sign: string): number => told.filter((line) => line.startsWith(sign)).length;
      assert.equal(ours.length - count('+'), theirs.length - count('-'), 'what is left is common');
    }),
  );
});
