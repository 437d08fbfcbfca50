import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Kind } from '#spec/kit/system.js';
import type { Message, Notification } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import { IDLE_LINK, IDLE_MAIL, linkKind, loopKind, mailKind, OPEN_LINK, sideOf } from '#spec/world/link.js';
import type { Link, Mail } from '#spec/world/link.js';
import { z } from '../../../models/servers.js';

/** Operators one after another: `[name, operand]`. */
function play(kind: Kind, start: unknown, ...script: readonly (readonly [string, unknown])[]): unknown {
  return script.reduce((value, [name, operand]) => {
    const operator = kind.operators[name];
    assert.ok(operator !== undefined, `${kind.name} has no ${name}`);
    return operator(value as never, operand as never);
  }, start);
}

const A: Message = { type: 'COMMIT', zxid: z('1.1') };
const B: Message = { type: 'COMMIT', zxid: z('1.2') };
const push = (side: 0 | 1, message: Message): readonly [string, unknown] => ['push', { side, message }];

function queuesOf(link: unknown): Link['queues'] {
  return (link as Link).queues;
}

test('the server with the smaller id is side 0', () => {
  assert.deepEqual([sideOf(sid(1), sid(2)), sideOf(sid(2), sid(1))], [0, 1]);
});

test('link: first in, first out, each way for itself', () => {
  const full = play(linkKind, IDLE_LINK, ['open', null], push(0, A), push(1, B), push(0, B));
  assert.deepEqual(queuesOf(full), [[A, B], [B]]);
  assert.deepEqual(queuesOf(play(linkKind, full, ['pop', 0])), [[B], [B]]);
  assert.deepEqual(queuesOf(play(linkKind, full, ['pop', 1])), [[A, B], []]);
});

test('link: what is sent where no connection is goes nowhere', () => {
  assert.deepEqual(play(linkKind, IDLE_LINK, push(0, A)), IDLE_LINK);
});

test('link: a cut loses what is in flight both ways, and neither end knows', () => {
  const cut = play(linkKind, OPEN_LINK, push(0, A), push(1, B), ['cut', null]);
  assert.deepEqual(cut, { up: false, live: false, ends: [true, true], queues: [[], []] });
  assert.deepEqual(
    play(linkKind, cut, push(0, A)),
    cut,
    'sent into a broken connection: lost, although the sender believes in it',
  );
});

test('link: healing brings back the wire, not the connection', () => {
  const healed = play(linkKind, OPEN_LINK, push(0, A), ['cut', null], ['heal', null]);
  assert.deepEqual(healed, { up: true, live: false, ends: [true, true], queues: [[], []] });
  assert.deepEqual(play(linkKind, healed, push(1, B)), healed);
});

test('link: both ends must let go before it is idle again', () => {
  const half = play(linkKind, OPEN_LINK, push(0, A), push(1, B), ['close', 1]);
  assert.deepEqual(half, { up: true, live: false, ends: [true, false], queues: [[], []] });
  assert.deepEqual(play(linkKind, half, push(0, A)), half, 'the end that was not told goes on sending into nothing');
  assert.deepEqual(play(linkKind, half, ['close', 0]), IDLE_LINK);
});

test('link: closing twice is closing once', () => {
  const once = play(linkKind, OPEN_LINK, ['close', 0]);
  assert.deepEqual(play(linkKind, once, ['close', 0]), once);
});

test('link: a new connection starts empty', () => {
  const again = play(linkKind, OPEN_LINK, push(0, A), ['close', 0], ['close', 1], ['open', null]);
  assert.deepEqual(again, OPEN_LINK);
});

const mail = mailKind(1);
const notification = (round: number): Notification => ({
  type: 'NOTIFICATION',
  role: 'looking',
  round,
  vote: { leader: sid(1), zxid: z('0.0'), epoch: 0 },
});

function lettersOf(value: unknown): readonly (readonly number[])[] {
  return (value as Mail).queues.map((queue) => queue.map((letter) => letter.round));
}

test('mail: a full queue keeps its newest letters', () => {
  assert.deepEqual(
    lettersOf(play(mail, IDLE_MAIL, push(0, notification(1)), push(0, notification(2)), push(1, notification(3)))),
    [[2], [3]],
  );
  const two = play(mailKind(2), IDLE_MAIL, push(0, notification(1)), push(0, notification(2)), push(0, notification(3)));
  assert.deepEqual(lettersOf(two), [[2, 3], []]);
  assert.deepEqual(lettersOf(play(mailKind(2), two, ['pop', 0])), [[3], []]);
});

test('mail: it waits through a partition, and what is written meanwhile replaces it', () => {
  const cut = play(mail, IDLE_MAIL, push(0, notification(1)), ['cut', null], push(0, notification(2)));
  assert.equal((cut as Mail).up, false);
  assert.deepEqual(lettersOf(play(mail, cut, ['heal', null])), [[2], []]);
});

test('mail: a server that dies takes its unsent letters along, not those of the other side', () => {
  assert.deepEqual(lettersOf(play(mail, IDLE_MAIL, push(0, notification(1)), push(1, notification(2)), ['clear', 0])), [[], [2]]);
});

test('loop: in order, and gone when its server gives up', () => {
  const queue = play(loopKind, [], ['push', A], ['push', B]);
  assert.deepEqual(play(loopKind, queue, ['pop', null]), [B]);
  assert.deepEqual(play(loopKind, queue, ['clear', null]), []);
});
