import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { majorityOf, sid, withoutServer, withServer } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';

const id = fc.integer({ min: 1, max: 9 }).map(sid);
const voterSets = fc.uniqueArray(id, { minLength: 1, maxLength: 7 });
/** With repeats, in any order, observers and strangers among them. */
const anySet = fc.array(id, { maxLength: 12 });

/** The dumb twin: count them off one by one. */
function dumbMajority(voters: readonly ServerId[], servers: readonly ServerId[]): boolean {
  let inFavour = 0;
  let against = 0;
  for (const voter of new Set(voters)) {
    if (new Set(servers).has(voter)) inFavour += 1;
    else against += 1;
  }
  return inFavour > against;
}

test('a majority is more voters for than against; who has no vote, or votes twice, changes nothing', () => {
  fc.assert(
    fc.property(voterSets, anySet, (voters, servers) => majorityOf(voters)(servers) === dumbMajority(voters, servers)),
    { numRuns: 500 },
  );
});

test('any two quorums have a server in common', () => {
  fc.assert(
    fc.property(voterSets, anySet, anySet, (voters, a, b) => {
      const isQuorum = majorityOf(voters);
      fc.pre(isQuorum(a) && isQuorum(b));
      assert.ok(voters.some((voter) => a.includes(voter) && b.includes(voter)));
    }),
  );
});

test('half of an even number is no majority', () => {
  const isQuorum = majorityOf([1, 2, 3, 4].map(sid));
  assert.equal(isQuorum([1, 2].map(sid)), false);
  assert.equal(isQuorum([1, 2, 4].map(sid)), true);
});

test('sets of servers stay sorted and free of repeats', () => {
  assert.deepEqual(withServer([1, 3].map(sid), sid(2)), [1, 2, 3]);
  const set = [1, 10].map(sid);
  assert.equal(withServer(set, sid(10)), set);
  assert.deepEqual(withServer(set, sid(9)), [1, 9, 10]);
  assert.deepEqual(withoutServer([1, 2, 3].map(sid), sid(2)), [1, 3]);
  assert.deepEqual(withoutServer([1].map(sid), sid(2)), [1]);
});
