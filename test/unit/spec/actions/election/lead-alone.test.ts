/** A single voter elects itself: nobody else will. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Env } from '#spec/kit/action.js';
import { applyStep } from '#spec/kit/protocol.js';
import { majorityOf, sid } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import { assertTakes, assertUnreachable, decided, envOf, leader, logOf, server, z } from '../../../../models/servers.js';

const ALONE = [sid(3)];
const alone: Env = envOf(3, { voters: ALONE, isQuorum: majorityOf(ALONE) });
const vote = { leader: sid(3), zxid: z('2.1'), epoch: 2 };
const looking = server(
  3,
  { acceptedEpoch: 2, currentEpoch: 2, history: logOf('1.1=1 2.1=2'), snapshotZxid: z('1.1') },
  { role: 'looking', round: 1, vote },
);

test('it promises the next epoch, joins it, and acknowledges its own NEWLEADER once both are on disk', () => {
  assertTakes(decided(looking, { type: 'FinalizeWait' }, alone), 'LeadAlone', {
    write: [{ acceptedEpoch: 3 }, { currentEpoch: 3 }],
    set: {
      role: 'leading',
      phase: 'synchronization',
      votes: {},
      settledVotes: {},
      leading: leader({}, { proposedEpoch: 3 }).leading,
    },
    send: [{ to: sid(3), message: { type: 'ACK', zxid: z('3.0') }, after: 'synced' }],
  });
});

function led(): Local {
  const decision = decided(looking, { type: 'FinalizeWait' }, alone);
  assert.equal(decision.kind, 'taken');
  return applyStep(looking, decision.step);
}

test('that ACK establishes it: its whole log is committed', () => {
  const decision = decided(led(), { type: 'ACK', zxid: z('3.0'), from: sid(3) }, alone);
  assert.equal(decision.kind, 'taken');
  assert.equal(decision.action.id, 'LeaderOnNewLeaderAck');
  assert.deepEqual([decision.step.set?.phase, decision.step.set?.lastCommitted], ['broadcast', z('2.1')]);
  assertUnreachable(decided(led(), { type: 'ACK', zxid: z('2.0'), from: sid(3) }, alone), 'LeaderOnNewLeaderAck', 'thisEpoch');
});

test('an observer is told its epoch at once', () => {
  const decision = decided(led(), { type: 'OBSERVERINFO', acceptedEpoch: 0, from: sid(4) }, alone);
  assert.equal(decision.kind, 'taken');
  assert.deepEqual(decision.step.send, [{ to: sid(4), message: { type: 'LEADERINFO', epoch: 3 }, after: 'synced' }]);
});

test('one voter among several waits for the others', () => {
  const decision = decided(looking, { type: 'FinalizeWait' }, envOf(3));
  assert.deepEqual(decision.kind === 'otherwise' && [decision.otherwise, decision.refusals], [
    'leave',
    [
      { action: 'LeaveElection', guard: 'quorumAgreed' },
      { action: 'LeadAlone', guard: 'aloneAQuorum' },
    ],
  ]);
});

test('an observer beside a single voter does not lead', () => {
  const observer = server(4, {}, { role: 'looking' });
  assert.equal(decided(observer, { type: 'FinalizeWait' }, { ...alone, self: sid(4) }).kind, 'otherwise');
});
