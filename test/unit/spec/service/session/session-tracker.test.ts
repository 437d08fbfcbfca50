import { test } from 'node:test';
import assert from 'node:assert/strict';
import { SessionTracker } from '#spec/service/session/session-tracker.js';
import { Code } from '#spec/service/error-code.js';

test('sessions: expire between the timeout and one tick more, earliest first, once', () => {
  const tracker = new SessionTracker(2000, [], 0);
  assert.equal(tracker.nextExpiry(), undefined);
  tracker.track(1n, 6000, 500);
  tracker.track(2n, 4000, 500);
  assert.equal(tracker.nextExpiry(), 6000);
  assert.deepEqual(tracker.expire(5999), []);
  assert.deepEqual(tracker.expire(6000), [2n]);
  assert.deepEqual(tracker.expire(6001), []);
  assert.equal(tracker.touch(2n, 4000, 6002), false, 'closing');
  assert.deepEqual(tracker.expire(60_000), [1n]);
  assert.equal(tracker.size, 2, 'until their closeSession is applied');
});

test('sessions: a touch moves the expiry, also with another timeout', () => {
  const tracker = new SessionTracker(1000, [[1n, 4000]], 0);
  assert.equal(tracker.touch(1n, 4000, 4999), true);
  assert.deepEqual(tracker.expire(8999), []);
  assert.equal(tracker.touch(1n, 1000, 5000), true);
  assert.deepEqual(tracker.expire(7000), [1n]);
  tracker.remove(1n);
  assert.equal(tracker.touch(1n, 4000, 7000), false);
  assert.equal(tracker.nextExpiry(), undefined);
  tracker.remove(1n);
});

test('sessions: the first that writes is the owner, until another takes over', () => {
  const tracker = new SessionTracker(1000, [[1n, 4000]], 0);
  const [a, b] = [{}, {}];
  assert.equal(tracker.check(9n, a), Code.SESSIONEXPIRED);
  assert.equal(tracker.check(1n, a), Code.OK);
  assert.equal(tracker.check(1n, b), Code.SESSIONMOVED);
  assert.equal(tracker.setOwner(1n, b), true);
  assert.equal(tracker.check(1n, a), Code.SESSIONMOVED);
  assert.equal(tracker.check(1n, b), Code.OK);
  tracker.setClosing(1n);
  assert.equal(tracker.check(1n, b), Code.SESSIONEXPIRED);
  assert.equal(tracker.setOwner(1n, a), false);
  assert.equal(tracker.isLive(1n), false);
});

test('sessions: a closed session does not expire, and one known twice expires once', () => {
  const tracker = new SessionTracker(
    1000,
    [
      [1n, 4000],
      [2n, 4000],
    ],
    0,
  );
  tracker.track(2n, 9000, 0);
  tracker.setClosing(1n);
  assert.deepEqual(tracker.expire(5000), []);
  assert.deepEqual(tracker.expire(10_000), [2n]);
});
