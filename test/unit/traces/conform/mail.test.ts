/** The election port: late, lost or twice, and never out of order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notification } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import { ZERO } from '#spec/model/zxid.js';
import { Mail } from '#traces/conform/mail.js';

const [one, two] = [sid(1), sid(2)];

function note(round: number): Notification {
  return { type: 'NOTIFICATION', role: 'looking', round, vote: { leader: one, zxid: ZERO, epoch: 0 } };
}

test('what was sent may come, also again, also with gaps', () => {
  const mail = new Mail();
  for (const round of [1, 2, 3]) mail.sent(one, two, note(round));
  assert.ok(mail.received(two, one, note(1)));
  assert.ok(mail.received(two, one, note(1)));
  assert.ok(mail.received(two, one, note(3)));
});

test('nothing comes that was not sent, to another, or behind a later one', () => {
  const mail = new Mail();
  for (const round of [1, 2]) mail.sent(one, two, note(round));
  assert.ok(!mail.received(two, one, note(3)));
  assert.ok(!mail.received(one, two, note(1)));
  assert.ok(mail.received(two, one, note(2)));
  assert.ok(!mail.received(two, one, note(1)));
});
