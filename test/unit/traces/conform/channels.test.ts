/** Both ends of connections: what is received was sent, and what is not known yet is waited for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import { zxid } from '#spec/model/zxid.js';
import { Channels } from '#traces/conform/channels.js';

const [one, two] = [sid(1), sid(2)];

function ack(counter: number): Message {
  return { type: 'ACK', zxid: zxid(1, counter) };
}

function opened(): Channels {
  const channels = new Channels(() => true, new Map());
  channels.opened(one, two, 'a>b');
  channels.opened(two, one, 'a>b');
  return channels;
}

test('a message is known once it was sent, then is gone', () => {
  const channels = opened();
  assert.equal(channels.cause(two, one, ack(1)), 'wait');
  channels.sent(one, two, ack(1));
  assert.equal(channels.cause(two, one, ack(1)), 'known');
  assert.equal(channels.received(two, one, ack(1)), null);
  assert.equal(channels.cause(two, one, ack(2)), 'wait');
});

test('another message than the one sent is a divergence', () => {
  const channels = opened();
  channels.sent(one, two, ack(1));
  channels.sent(one, two, ack(2));
  assert.equal(channels.cause(two, one, ack(1)), 'known');
  assert.equal(channels.received(two, one, ack(1)), null);
  assert.equal(channels.received(two, one, ack(3))?.rule, 'channel');
});

test('what was sent before the sender closed still comes; nothing more does', () => {
  const channels = opened();
  channels.sent(one, two, ack(1));
  channels.closed(one, two);
  assert.equal(channels.cause(two, one, ack(1)), 'known');
  channels.received(two, one, ack(1));
  assert.equal(channels.cause(two, one, ack(2)), 'wait');
});

test('a sender that was killed may have sent more than its trace says', () => {
  const channels = opened();
  channels.sent(one, two, ack(1));
  assert.equal(channels.cause(two, one, ack(1)), 'known');
  channels.received(two, one, ack(1));
  channels.ended(one, [two], false);
  assert.equal(channels.cause(two, one, ack(2)), 'torn');
});

test('a name used again is another connection', () => {
  const channels = opened();
  channels.sent(one, two, ack(1));
  channels.cause(two, one, ack(1));
  channels.received(two, one, ack(1));
  channels.closed(one, two);
  channels.closed(two, one);
  channels.opened(one, two, 'a>b');
  channels.opened(two, one, 'a>b');
  channels.sent(one, two, ack(7));
  assert.equal(channels.cause(two, one, ack(7)), 'known');
  assert.equal(channels.received(two, one, ack(7)), null);
});
