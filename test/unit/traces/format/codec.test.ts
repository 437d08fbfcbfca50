/** Events and lines: the way there and back, and words that say where a line is wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeLine } from '#traces/format/codec.js';
import { encodeEvent } from '#traces/format/encode.js';
import type { TraceEvent } from '#traces/format/event.js';
import { events } from './arbitraries.js';

function decoded(text: string): TraceEvent {
  const result = decodeLine(text, 1);
  assert(result.ok, result.ok ? '' : result.error.message);
  return result.event;
}

function complaint(event: object): string {
  const result = decodeLine(JSON.stringify(event), 412);
  assert(!result.ok, 'it is no event');
  assert.equal(result.error.code, 'ZAB-T002');
  return result.error.message;
}

test('codec: what was encoded comes back as it was', () => {
  fc.assert(
    fc.property(events, (event) => {
      const line = encodeEvent(event);
      assert.match(line, /^[^\n]*\n$/);
      assert.deepEqual(decoded(line), JSON.parse(line));
    }),
    { numRuns: 1000 },
  );
});

test('codec: fields that a later version adds are passed over', () => {
  fc.assert(
    fc.property(events, (event) => {
      assert.deepEqual(decoded(JSON.stringify({ ...event, later: 1 })), JSON.parse(JSON.stringify(event)));
    }),
  );
});

test('codec: a field that is missing, or of another kind, is refused and named', () => {
  fc.assert(
    fc.property(events, fc.nat(), fc.constantFrom<unknown>(undefined, {}, -2, 0.5, true), (event, which, wrong) => {
      const names = Object.keys(event).filter((name) => name !== 't');
      const name = names[which % Math.max(1, names.length)];
      fc.pre(name !== undefined);
      // Of clients some numbers are below 0.
      fc.pre(wrong !== -2 || !['xid', 'op', 'err'].includes(name));
      const text = complaint({ ...event, [name]: wrong });
      assert(text.startsWith(`events/412/${name}`), text);
    }),
  );
});

const PACKET = { t: 'in', peer: 1, channel: 'a>b', n: 0, m: { type: 'COMMIT', zxid: [1, 1] } };

const COMPLAINTS: readonly (readonly [event: object, complaint: string])[] = [
  [{ ...PACKET, m: { type: 'COMMIT', zxid: [1] } }, 'events/412/m/zxid: expected [epoch, counter], both of 32 bits'],
  [{ ...PACKET, m: { type: 'COMMIT', zxid: [1, 2 ** 32] } }, 'events/412/m/zxid: expected [epoch, counter], both of 32 bits'],
  [{ ...PACKET, m: 'COMMIT' }, 'events/412/m: expected a record with type'],
  [[], 'events/412: expected a record with t'],
  [{ ...PACKET, n: -1 }, 'events/412/n: expected a whole number, not below 0'],
  [{ ...PACKET, t: 'trace', version: 2 }, 'events/412/version: expected 1'],
  [{ t: 'reply', client: 1, n: 0, xid: 1, zxid: [1, 1], err: 1 }, 'events/412/err: expected an error code: 0, or below'],
  [{ t: 'request', client: 1, n: 0, xid: 2 ** 31, op: 1 }, 'events/412/xid: expected a whole number of 32 bits'],
  [
    { t: 'watch-event', client: 1, n: 0, type: 5, path: '0123456789abcdef', zxid: [1, 1] },
    'events/412/type: expected a type of watch events, 1 to 4',
  ],
  [{ t: 'delivered' }, 'events/412/zxid: expected [epoch, counter], both of 32 bits'],
  [
    {
      t: 'write',
      n: 1,
      write: {
        kind: 'append',
        entries: [
          [[1, 1], '0123456789abcdef'],
          [[1, 2], 'beef'],
        ],
      },
    },
    'events/412/write/entries/1/1: expected 16 hexadecimal digits',
  ],
  [
    { t: 'mail-in', peer: 1, m: { type: 'NOTIFICATION', role: 'idle', round: 1, vote: {} } },
    'events/412/m/role: expected a role',
  ],
  [
    { t: 'step', action: 'Tick', input: { type: 'COMMIT', zxid: [1, 1] }, state: '' },
    'events/412/input/from: expected a whole number, not below 0',
  ],
  [
    {},
    'events/412/t: expected one of trace, recovered, entry, open, close, in, out, mail-in, mail-out, step, write, durable, delivered, client-open, client-close, request, reply, watch-event, stop',
  ],
];

test('codec: complaints say where, and what was expected', () => {
  for (const [event, text] of COMPLAINTS) assert.equal(complaint(event), text);
  assert.match(complaint({ ...PACKET, m: { type: 'HELLO' } }), /^events\/412\/m\/type: expected one of NOTIFICATION, /);
});

test('codec: what is no JSON is told by its line', () => {
  for (const text of ['', '{', 'null null', '{"t":"st']) {
    assert.deepEqual(decodeLine(text, 7), {
      ok: false,
      error: { code: 'ZAB-T001', message: 'events/7: expected a line of JSON' },
    });
  }
});
