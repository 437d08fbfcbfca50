/** Room for transactions that nobody was told of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gaps } from '#traces/history/replay/gaps.js';
import { zxidOf } from '#traces/history/format/zxid.js';

const NONE: ReadonlySet<number> = new Set();

const first = (counter: number): number => zxidOf(1, counter);

test('inside an epoch: what is between known zxids, the latest first', () => {
  const gaps = new Gaps([first(1), first(2), first(5), first(7)]);
  assert.deepEqual([...gaps.free(first(0), first(7), NONE)], [first(6), first(4), first(3)]);
  assert.deepEqual([...gaps.free(first(4), first(5), NONE)], []);
});

test('an epoch may have had more than is known: there is room behind its last', () => {
  const gaps = new Gaps([first(1), first(2), zxidOf(2, 1), zxidOf(2, 3)]);
  assert.deepEqual([...gaps.free(first(1), zxidOf(2, 3), NONE)], [zxidOf(2, 2), first(3)]);
});

test('a search that begins in a later epoch comes to the gaps of the ones before', () => {
  const gaps = new Gaps([first(1), first(4), zxidOf(2, 1), zxidOf(2, 3), zxidOf(3, 1)]);
  const expected = [zxidOf(2, 4), zxidOf(2, 2), first(5), first(3), first(2)];
  assert.deepEqual([...gaps.free(first(0), zxidOf(3, 1), NONE)], expected);
});

test('what is taken is free no more, and behind the end of an epoch there is always room', () => {
  const gaps = new Gaps([first(1), first(4), zxidOf(2, 1)]);
  const taken = new Set([first(2), first(5), first(6)]);
  assert.deepEqual([...gaps.free(first(0), zxidOf(2, 1), taken)], [first(7), first(3)]);
});
