/** Room for transactions that nobody was told of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gaps } from '#traces/history/replay/gaps.js';
import { zxidOf } from '#traces/history/format/zxid.js';

const first = (counter: number): number => zxidOf(1, counter);

test('inside an epoch: what is between known zxids, the latest first', () => {
  const gaps = new Gaps([first(1), first(2), first(5), first(7)]);
  assert.deepEqual([...gaps.free(first(0), first(7))], [first(6), first(4), first(3)]);
  assert.deepEqual([...gaps.free(first(4), first(5))], []);
});

test('an epoch may have had more than is known: there is room behind its last', () => {
  const gaps = new Gaps([first(1), first(2), zxidOf(2, 1), zxidOf(2, 3)]);
  assert.deepEqual([...gaps.free(first(1), zxidOf(2, 3))], [zxidOf(2, 2), first(3)]);
});

test('a search that begins in a later epoch comes to the gaps of the ones before', () => {
  const gaps = new Gaps([first(1), first(4), zxidOf(2, 1), zxidOf(2, 3), zxidOf(3, 1)]);
  const expected = [zxidOf(2, 4), zxidOf(2, 2), first(5), first(3), first(2)];
  assert.deepEqual([...gaps.free(first(0), zxidOf(3, 1))], expected);
});
