import { test } from 'node:test';
import assert from 'node:assert/strict';
import { sid } from '#spec/model/quorum.js';
import { assertTakes, assertUnreachable, decided, learner, logOf, z } from '../../../../models/servers.js';

const disk = { acceptedEpoch: 2, currentEpoch: 1, history: logOf('1.1=1') };
const s = learner(disk, { phase: 'discovery' });
const leaderInfo = (epoch: number) => ({ type: 'LEADERINFO', epoch, from: sid(3) }) as const;

test('a newer epoch: promised on disk before the ACKEPOCH leaves', () => {
  assertTakes(decided(s, leaderInfo(3)), 'LearnerAcceptsEpoch', {
    write: [{ acceptedEpoch: 3 }],
    set: { phase: 'synchronization' },
    send: [{ to: sid(3), message: { type: 'ACKEPOCH', lastZxid: z('1.1'), currentEpoch: 1 }, after: 'synced' }],
  });
});

test('the epoch promised before: not counted a second time', () => {
  const decision = decided(s, leaderInfo(2));
  assert.equal(decision.kind, 'taken');
  assert.equal(decision.action.id, 'LearnerRepeatsEpoch');
  assert.equal(decision.step.write, undefined);
  assert.deepEqual(
    decision.step.send?.map((each) => each.message),
    [{ type: 'ACKEPOCH', lastZxid: z('1.1'), currentEpoch: -1 }],
  );
});

test('an older epoch: the leader is left, every connection closed', () => {
  const decision = decided(s, leaderInfo(1));
  assert.equal(decision.kind, 'taken');
  assert.equal(decision.action.id, 'LearnerRefusesEpoch');
  assert.equal(decision.step.close, 'all');
  assert.equal(decision.step.set?.role, 'looking');
  assert.equal(decision.step.write, undefined);
});

test('refused: from another server than the leader, and once synchronizing', () => {
  assertUnreachable(decided(s, { ...leaderInfo(3), from: sid(2) }), 'LearnerAcceptsEpoch', 'fromMyLeader');
  assertUnreachable(decided(learner(disk), leaderInfo(3)), 'LearnerAcceptsEpoch', 'phase is synchronization, not discovery');
});
