/** Lines that are made by hand are those of the events, byte by byte; and messages come back from them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteLines } from '#traces/format/byte-lines.js';
import { ClientLines } from '#traces/format/client-lines.js';
import { encodeEvent } from '#traces/format/encode.js';
import type { TraceEvent } from '#traces/format/event.js';
import { hashBytes, hashValue, Mixer, ValueHasher } from '#traces/format/hash.js';
import { Lines } from '#traces/format/lines.js';
import { fromTrace, toTrace, toTraceZxid } from '#traces/format/translate.js';
import { ids, inputs, messages, notifications, payloads, zxids } from './arbitraries.js';

/** From a tiny buffer, so that it grows. */
function written(write: (lines: Lines) => void): string {
  const to = new ByteLines(1);
  write(new Lines(to, new ValueHasher()));
  return Buffer.from(to.view()).toString();
}

const channels = fc.oneof(fc.constant('127.0.0.1:1>[::1]:2'), fc.string());
const counts = fc.oneof(fc.nat(), fc.constantFrom(0, 9, 10, 0x3fff_ffff, 0x4000_0000, Number.MAX_SAFE_INTEGER));

test('lines: packets', () => {
  fc.assert(
    fc.property(fc.constantFrom('in', 'out'), ids, channels, counts, messages, (t, peer, channel, n, message) => {
      assert.equal(
        written((lines) => {
          lines.packet(t, peer, channel, n, message);
        }),
        encodeEvent({ t, peer, channel, n, m: toTrace(message) }),
      );
    }),
    { numRuns: 1000 },
  );
});

test('lines: steps', () => {
  fc.assert(
    fc.property(fc.string(), inputs, payloads, (action, input, bytes) => {
      const { a, b } = new Mixer().value(bytes);
      // The sender of an input comes last there.
      const { from, ...told } = toTrace(input) as ReturnType<typeof toTrace> & { from?: number };
      const event = { t: 'step', action, input: from === undefined ? told : { ...told, from }, state: hashBytes(bytes) } as const;
      assert.equal(
        written((lines) => {
          lines.step(action, input, a, b);
        }),
        encodeEvent(event),
      );
    }),
    { numRuns: 1000 },
  );
});

test('lines: one after the other, each as if it were the first', () => {
  const packets = fc.tuple(fc.constantFrom('in' as const, 'out' as const), fc.constantFrom('a>b', 'c>d'), fc.nat(300), messages);
  const steps = fc.tuple(fc.constantFrom('One', 'Other'), inputs, payloads);
  fc.assert(
    fc.property(ids, fc.array(fc.tuple(packets, steps), { maxLength: 20 }), (peer, told) => {
      const to = new ByteLines(1);
      const lines = new Lines(to, new ValueHasher());
      let expected = '';
      for (const [[t, channel, n, message], [action, input, bytes]] of told) {
        const { a, b } = new Mixer().value(bytes);
        lines.packet(t, peer, channel, n, message);
        lines.step(action, input, a, b);
        expected += encodeEvent({ t, peer, channel, n, m: toTrace(message) });
        expected += written((first) => {
          first.step(action, input, a, b);
        });
      }
      assert.equal(Buffer.from(to.view()).toString(), expected);
    }),
    { numRuns: 500 },
  );
});

test('lines: mail, connections, appends, entries, and how far disk and clients are', () => {
  fc.assert(
    fc.property(
      notifications,
      ids,
      channels,
      counts,
      fc.array(fc.record({ zxid: zxids, payload: payloads }), { maxLength: 3 }),
      zxids,
      payloads,
      (notification, peer, channel, n, entries, zxid, bytes) => {
        const text = written((lines) => {
          lines.opened(peer, channel);
          lines.mail('mail-in', peer, notification);
          lines.append(n, entries);
          lines.durable(n);
          lines.delivered(zxid);
          lines.entry(zxid, bytes);
          lines.closed(peer, channel);
        });
        const appended = entries.map((entry) => [toTraceZxid(entry.zxid), hashBytes(entry.payload)] as const);
        assert.equal(
          text,
          [
            encodeEvent({ t: 'open', peer, channel }),
            encodeEvent({ t: 'mail-in', peer, m: toTrace(notification) }),
            encodeEvent({ t: 'write', n, write: { kind: 'append', entries: appended } }),
            encodeEvent({ t: 'durable', n }),
            encodeEvent({ t: 'delivered', zxid: toTraceZxid(zxid) }),
            encodeEvent({ t: 'entry', zxid: toTraceZxid(zxid), hash: hashBytes(bytes) }),
            encodeEvent({ t: 'close', peer, channel }),
          ].join(''),
        );
      },
    ),
  );
});

test('lines: of a client', () => {
  const session = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const asked = fc.array(fc.record({ xid: fc.integer(), op: fc.integer() }), { maxLength: 3 });
  const told = fc.array(fc.record({ xid: fc.integer(), zxid: zxids, err: fc.integer({ max: 0 }) }), { maxLength: 3 });
  const fired = fc.array(fc.record({ type: fc.integer({ min: 1, max: 4 }), path: fc.string(), zxid: zxids }), { maxLength: 3 });
  fc.assert(
    fc.property(fc.nat(), session, zxids, asked, told, fired, (client, id, seen, requests, replies, events) => {
      const to = new ByteLines(1);
      const lines = new ClientLines(to, client);
      lines.opened(id, seen);
      for (const { xid, op } of requests) lines.request(xid, op);
      for (const { xid, zxid, err } of replies) lines.reply(xid, zxid, err);
      for (const { type, path, zxid } of events) lines.watchEvent(type, path, zxid);
      lines.closed();
      const [received, sent] = [requests.length, replies.length];
      const expected: TraceEvent[] = [
        { t: 'client-open', client, session: hex(id), seen: toTraceZxid(seen) },
        ...requests.map((request, n) => ({ t: 'request' as const, client, n, ...request })),
        ...replies.map(({ xid, zxid, err }, n) => ({ t: 'reply' as const, client, n, xid, zxid: toTraceZxid(zxid), err })),
        ...events.map(({ type, path, zxid }, index) => {
          const shown = { type, path: hashValue(path), zxid: toTraceZxid(zxid) };
          return { t: 'watch-event' as const, client, n: sent + index, ...shown };
        }),
        { t: 'client-close', client, received, sent: sent + events.length },
      ];
      assert.equal(Buffer.from(to.view()).toString(), expected.map(encodeEvent).join(''));
    }),
    { numRuns: 500 },
  );
});

function hex(session: bigint): string {
  return BigInt.asUintN(64, session).toString(16).padStart(16, '0');
}

test('lines: a channel that another peer has later is that peer’s', () => {
  const ping = { type: 'PING', zxid: { epoch: 1, counter: 1 } } as const;
  const [one, other] = fc.sample(fc.uniqueArray(ids, { minLength: 2, maxLength: 2 }), 1)[0] ?? [];
  assert(one !== undefined && other !== undefined);
  const text = written((lines) => {
    for (const peer of [one, other]) {
      lines.packet('in', peer, 'a>b', 0, ping);
      lines.closed(peer, 'a>b');
    }
  });
  assert.deepEqual(
    [...text.matchAll(/"t":"in","peer":(\d+)/g)].map(([, peer]) => Number(peer)),
    [one, other],
  );
});

test('messages and inputs come back with hashes for values', () => {
  fc.assert(
    fc.property(fc.oneof(messages, inputs), (message) => {
      const told = JSON.parse(JSON.stringify(toTrace(message))) as ReturnType<typeof toTrace>;
      const hashed = 'value' in message && message.value !== null ? { ...message, value: hashValue(message.value) } : message;
      assert.deepEqual(fromTrace(told), hashed);
      assert.deepEqual(toTrace(fromTrace(told)), told);
    }),
    { numRuns: 1000 },
  );
});
