import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareZxids, COUNTER_LIMIT, follows, isEpochMark, nextZxid, sameZxid, showZxid, ZERO, zxid } from '#spec/model/zxid.js';

/** Small ids, and those at the ends of both 32-bit halves. */
const half = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: COUNTER_LIMIT - 2, max: COUNTER_LIMIT }));
const anyZxid = fc.record({ epoch: half, counter: half });

/** The dumb twin: the 64-bit number that goes over the wire. */
function packed({ epoch, counter }: { epoch: number; counter: number }): bigint {
  return (BigInt(epoch) << 32n) | BigInt(counter);
}

test('zxids are ordered as the 64-bit numbers they are sent as', () => {
  fc.assert(
    fc.property(anyZxid, anyZxid, (a, b) => {
      const [x, y] = [packed(a), packed(b)];
      assert.equal(Math.sign(compareZxids(a, b)), x < y ? -1 : x > y ? 1 : 0);
      assert.equal(sameZxid(a, b), x === y);
    }),
  );
});

test('the next zxid follows the last, in the same epoch and in every later one', () => {
  fc.assert(
    fc.property(anyZxid, half, (last, more) => {
      const next = nextZxid(last, last.epoch + more);
      assert.equal(follows(last, next), true);
      assert.equal(next.epoch, last.epoch + more);
      assert.ok(compareZxids(next, last) > 0);
    }),
  );
});

test('follows: no gap inside an epoch, a new epoch starts at 1, nothing goes back', () => {
  const rows: readonly (readonly [string, readonly [number, number], readonly [number, number], boolean])[] = [
    ['the next counter', [1, 1], [1, 2], true],
    ['the same again', [1, 1], [1, 1], false],
    ['a gap', [1, 1], [1, 3], false],
    ['the first of the next epoch', [1, 7], [2, 1], true],
    ['the first of an epoch further on', [1, 7], [4, 1], true],
    ['a new epoch that does not start at 1', [1, 7], [2, 2], false],
    ['the mark of a new epoch', [1, 7], [2, 0], false],
    ['an earlier epoch', [2, 1], [1, 1], false],
    ['the first of all', [0, 0], [1, 1], true],
    ['behind the mark of its epoch', [2, 0], [2, 1], true],
  ];
  for (const [what, last, next, expected] of rows) assert.equal(follows(zxid(...last), zxid(...next)), expected, what);
});

test('roll-over: counters end below the limit, and the next epoch starts at 1 again', () => {
  const last = zxid(1, COUNTER_LIMIT - 1);
  assert.deepEqual(nextZxid(last, 1), zxid(1, COUNTER_LIMIT));
  assert.deepEqual(nextZxid(last, 2), zxid(2, 1));
  assert.equal(follows(last, zxid(2, 1)), true);
  assert.equal(follows(zxid(1, COUNTER_LIMIT), zxid(2, 0)), false);
});

test('counter 0 marks an epoch', () => {
  assert.deepEqual([ZERO, zxid(3, 0), zxid(3, 1)].map(isEpochMark), [true, true, false]);
  assert.equal(showZxid(zxid(3, 12)), '3.12');
});
