/** A step that cannot be taken says why: the message, the role, the bound or the guard that stands in its way. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { replay } from '#checker/replay/replay.js';
import { protocols } from '#spec/catalogue.js';

function reason(label: string): string | undefined {
  const [, action = '', args = ''] = /^(\w+)\((.*)\)$/.exec(label) ?? [];
  const options = { nodes: 3, observers: 0, seedState: 's1', bounds: { crashes: 0 } };
  const built = protocols.find(({ id }) => id === 'zab-coarse')?.build(options);
  assert.ok(built?.ok);
  return replay(built.system, 0, [{ action, args }]).refusal?.reason;
}

const REASONS: readonly (readonly [string, string])[] = [
  ['FollowerOnCommit(1 from 3)', 'the input is PROPOSAL, not COMMIT'],
  ['LeaderOnAck(3 from 1)', 'nothing from 1 is on its way to 3 here'],
  ['StartServer(1)', 'role is following, not down'],
  ['LeaderStepsDown(3)', 'guard quorumMissing is false'],
  ['Crash(1)', 'the bound on crashes is used up'],
  ['JoinLeader(1 to 3)', 'guard leaderAdmits is false'],
  ['LearnerLosesLeader(1 of 3)', 'the connection is not broken'],
];

for (const [label, why] of REASONS) {
  test(`refused: ${label}: ${why}`, () => {
    assert.equal(reason(label), `${label}: ${why}`);
  });
}

test('a step that can be taken is not refused', () => {
  assert.equal(reason('FollowerOnProposal(1 from 3)'), undefined);
});
