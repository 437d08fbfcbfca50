/** An observer has no vote. It asks voters for theirs, is told, and that is the end of it. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Notification } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import type { Local, Role } from '#spec/model/state.js';
import { decided, envOf, server } from '../../../../models/servers.js';

const OBSERVER = 4;

function inRole(id: number, role: Role): Local {
  return server(id, {}, { role, round: 1, vote: { leader: sid(3), zxid: { epoch: 0, counter: 0 }, epoch: 1 } });
}

/** What `at` answers to `to`, when it hears from a server in this role. */
function answer(at: Local, self: number, from: number, role: Role): Notification | undefined {
  const decision = decided(at, { type: 'NOTIFICATION', role, round: 1, vote: at.vote, from: sid(from) }, envOf(self));
  const [reply] = decision.kind === 'taken' ? (decision.step.send ?? []).filter(({ to }) => to === sid(from)) : [];
  return reply?.message.type === 'NOTIFICATION' ? reply.message : undefined;
}

for (const role of ['looking', 'following', 'leading'] as const) {
  test(`an observer that looks is answered by a voter that is ${role}`, () => {
    assert.equal(answer(inRole(1, role), 1, OBSERVER, 'looking')?.role, role);
  });
}

test('a voter that looks and an observer that has settled do not answer each other for ever', () => {
  const [voter, observer] = [inRole(1, 'looking'), inRole(OBSERVER, 'observing')];
  const voterAnswers = answer(voter, 1, OBSERVER, 'observing') !== undefined;
  const observerAnswers = answer(observer, OBSERVER, 1, 'looking') !== undefined;
  assert.ok(!(voterAnswers && observerAnswers));
});
