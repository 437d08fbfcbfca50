/** Digests of logs and states: equal for equal contents, however they came about, different for different ones, and cheap. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Log } from '#spec/model/log.js';
import type { Txn } from '#spec/model/log.js';
import { sid } from '#spec/model/quorum.js';
import { stopped } from '#spec/model/state.js';
import type { Local } from '#spec/model/state.js';
import { ZERO, zxid } from '#spec/model/zxid.js';
import { LogDigester, StateDigester } from '#traces/format/digest.js';
import { hashValue } from '#traces/format/hash.js';
import { logOf, logs, states } from './arbitraries.js';

function digestOfLog(log: Log): string {
  return new LogDigester().digest(log);
}

function digestOfState(state: Local): string {
  return new StateDigester().digest(state);
}

/** The same contents in other objects: fields the other way round, hashes for values, logs that were cut on their way. */
function rebuilt(value: unknown): unknown {
  if (value instanceof Log) {
    const { base, length } = value;
    const entries = Array.from({ length }, (_, at) => value.at(at)).map(({ zxid, value: of }): Txn => ({
      zxid,
      value: hashValue(of),
    }));
    const half = entries.slice(0, length >> 1);
    return logOf(logOf(base, entries).upTo(half.at(-1)?.zxid ?? base), entries.slice(half.length));
  }
  if (Array.isArray(value)) return value.map(rebuilt);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, field]) => [name, rebuilt(field)]),
  );
}

test('log: the digest is that of the entries, whether values or their hashes, appended or left by a cut', () => {
  fc.assert(
    fc.property(logs, fc.array(fc.nat(12), { maxLength: 6 }), ({ base, txns }, cuts) => {
      const digester = new LogDigester();
      let log = logOf(base, txns);
      for (const cut of cuts) {
        const kept = cut % (txns.length + 1);
        const shorter = log.upTo(txns[kept - 1]?.zxid ?? base);
        assert.equal(digester.digest(shorter), digestOfLog(logOf(base, txns.slice(0, kept))));
        // On again with other objects: the storage forks.
        log = logOf(
          shorter,
          txns.slice(kept).map(({ zxid: id, value }) => ({ zxid: { ...id }, value: hashValue(value) })),
        );
        assert.equal(digester.digest(log), digestOfLog(logOf(base, txns)));
      }
    }),
  );
});

test('log: another base, zxid, value, order or length is another digest', () => {
  fc.assert(
    fc.property(logs, logs, fc.boolean(), (one, other, related) => {
      const digester = new LogDigester();
      const [left, right] = [logOf(one.base, one.txns), logOf(related ? one.base : other.base, other.txns)];
      const same = JSON.stringify(rebuilt(left)) === JSON.stringify(rebuilt(right));
      assert.equal(digester.digest(left) === digester.digest(right), same);
      assert.equal(digester.digest(left), digestOfLog(left));
    }),
  );
});

test('log: an entry that comes again behind another beginning is seen', () => {
  const [first, second, third] = [1, 2, 3].map((counter): Txn => ({ zxid: zxid(1, counter), value: counter }));
  assert(first !== undefined && second !== undefined && third !== undefined);
  const digester = new LogDigester();
  const before = digester.digest(Log.of([first, second, third]));
  assert.notEqual(digester.digest(Log.of([{ ...first, value: 9 }, second, third])), before);
  assert.equal(digester.digest(Log.of([first, second, third])), before);
});

test('log: a prefix that is dropped is another log', () => {
  const log = Log.of([1, 2, 3].map((counter) => ({ zxid: zxid(1, counter), value: counter })));
  const digester = new LogDigester();
  const whole = digester.digest(log);
  const kept = log.startingAfter(zxid(1, 2));
  assert.notEqual(digester.digest(kept), whole);
  assert.equal(digester.digest(kept), digestOfLog(Log.startingAt(zxid(1, 2)).append(log.at(2))));
  assert.equal(digester.digest(log), whole);
});

test('state: equal contents have one digest, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(states, { minLength: 1, maxLength: 5 }), (sequence) => {
      const [following, other] = [new StateDigester(), new StateDigester()];
      for (const state of [...sequence, ...sequence]) {
        assert.equal(following.digest(state), digestOfState(state));
        assert.equal(other.digest(rebuilt(state) as Local), digestOfState(state));
      }
    }),
  );
});

test('state: different contents have different digests', () => {
  fc.assert(
    fc.property(states, states, (one, other) => {
      const same = JSON.stringify(rebuilt(one)) === JSON.stringify(rebuilt(other));
      assert.equal(digestOfState(one) === digestOfState(other), same);
    }),
  );
});

/** The value, each plain field of it and of the records in it changed once. */
function* changed(value: unknown): Generator<unknown, void, void> {
  if (value instanceof Log) yield value.append({ zxid: zxid(0xffff_ffff, 1), value: 0 });
  else if (typeof value === 'number') yield value + 1;
  else if (typeof value === 'boolean') yield !value;
  else if (typeof value === 'string') yield `${value}!`;
  else if (value === null) yield {};
  else if (typeof value === 'object') {
    // A list, or records by server: another member.
    if (Object.keys(value).every((name) => /^\d+$/.test(name))) yield { ...value, 200: 'another' };
    for (const [name, field] of Object.entries(value)) {
      for (const other of changed(field)) {
        const copy: unknown = Array.isArray(value)
          ? Object.assign([...(value as unknown[])], { [name]: other })
          : { ...value, [name]: other };
        yield copy;
      }
    }
  }
}

test('state: no field is forgotten, not of any part of it', () => {
  const history = Log.of([{ zxid: zxid(1, 1), value: 1 }]);
  const vote = { leader: sid(3), zxid: ZERO, epoch: 1 };
  const votes = { 2: { vote, round: 1, role: 'looking' as const } };
  const learners = { 2: { stage: 'active' as const, observer: false, acked: ZERO } };
  const state: Local = {
    ...stopped({ acceptedEpoch: 1, currentEpoch: 1, history, snapshotZxid: ZERO }, sid(1)),
    votes,
    settledVotes: votes,
    syncing: { mode: 'DIFF', log: history, committed: ZERO, snapshot: ZERO, newLeader: false },
    leading: {
      learners,
      proposedEpoch: 1,
      connecting: [sid(1)],
      electing: [sid(1)],
      newLeaderAcks: [sid(1)],
      ackedBySelf: ZERO,
      pendingSyncs: [{ from: sid(2), after: ZERO }],
    },
  };
  const seen = new Set([digestOfState(state)]);
  const digester = new StateDigester();
  digester.digest(state);
  let count = 1;
  for (const other of changed(state)) {
    count += 1;
    seen.add(digester.digest(other as Local));
    // Back, so that what is changed next is compared with this state.
    assert.equal(digester.digest(state), digestOfState(state));
  }
  assert.equal(seen.size, count);
  assert(count > 50, `${count} changes`);
});

test('log: an append costs the same however long the log is', () => {
  const digester = new LogDigester();
  let log = Log.startingAt(ZERO);
  let asked = 0;
  const value = {
    get sessionId(): bigint {
      asked += 1;
      return 1n;
    },
    cxid: 0,
    type: 0,
    body: new Uint8Array(),
    identities: null,
  };
  for (let counter = 1; counter <= 5000; counter++) {
    log = log.append({ zxid: zxid(1, counter), value: { ...Object.create(null), ...value, body: Uint8Array.of(counter & 255) } });
    digester.digest(log);
  }
  asked = 0;
  log = log.append({ zxid: zxid(1, 5001), value });
  digester.digest(log);
  digester.digest(log.upTo(zxid(1, 4000)));
  digester.digest(log.upTo(zxid(1, 4000)).append({ zxid: zxid(2, 1), value }));
  assert.equal(asked, 1);
});
