/** Expiry by buckets against the definition: a session expires at the first tick later than its last touch plus its timeout. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SessionTracker } from '#spec/service/session/session-tracker.js';

const TICK = 100;

const id = fc.integer({ min: 1, max: 5 }).map(BigInt);
const step = fc.record({
  after: fc.nat(180),
  what: fc.constantFrom('track', 'touch', 'touch', 'touch', 'expire', 'expire', 'close', 'remove'),
  id,
  timeout: fc.constantFrom(200, 200, 350, 1000),
});

test('sessions: expire exactly when they should', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const tracker = new SessionTracker(TICK, [], 0);
      const plain = new Map<bigint, { at: number; closing: boolean }>();
      let now = 0;
      for (const each of steps) {
        now += each.after;
        const session = plain.get(each.id);
        const at = now + each.timeout + TICK - ((now + each.timeout) % TICK);
        if (each.what === 'track') {
          plain.set(each.id, { at, closing: session?.closing ?? false });
          tracker.track(each.id, each.timeout, now);
        } else if (each.what === 'touch') {
          const alive = session !== undefined && !session.closing;
          assert.equal(tracker.touch(each.id, each.timeout, now), alive);
          if (alive) session.at = at;
        } else if (each.what === 'expire') {
          const due = [...plain].filter(([, other]) => !other.closing && other.at <= now);
          for (const [, other] of due) other.closing = true;
          assert.deepEqual(tracker.expire(now).sort(), due.map(([other]) => other).sort());
          assert.ok((tracker.nextExpiry() ?? Infinity) > now);
        } else if (each.what === 'close') {
          if (session !== undefined) session.closing = true;
          tracker.setClosing(each.id);
        } else {
          plain.delete(each.id);
          tracker.remove(each.id);
        }
        assert.equal(tracker.size, plain.size);
        for (const [other, { closing }] of plain) assert.equal(tracker.isLive(other), !closing);
      }
    }),
    { numRuns: 500 },
  );
});
