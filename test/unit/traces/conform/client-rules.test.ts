/** One rule at a time: lines of the client port that may be, and lines that may not, with what is said of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Log } from '#spec/model/log.js';
import { sid } from '#spec/model/quorum.js';
import { stopped } from '#spec/model/state.js';
import { zxid } from '#spec/model/zxid.js';
import { Clients, isOfClient } from '#traces/conform/clients.js';
import type { Surroundings } from '#traces/conform/clients.js';
import type { TraceEvent, TraceZxid } from '#traces/format/event.js';

const RECOVERED = stopped({ acceptedEpoch: 1, currentEpoch: 1, history: Log.of([]), snapshotZxid: zxid(1, 1) }, sid(1));
const SERVING: Surroundings = { local: { ...RECOVERED, phase: 'broadcast', role: 'following' }, isWithinStep: false };
const LOOKING: Surroundings = { local: { ...RECOVERED, role: 'looking' }, isWithinStep: false };
const LEADING: Surroundings = {
  local: { ...SERVING.local, role: 'leading', history: Log.startingAt(zxid(1, 2)) },
  isWithinStep: false,
};

const [BEFORE, AT, NEXT, THIRD] = [[1, 0] as const, [1, 1] as const, [1, 2] as const, [1, 3] as const];
const NONE = [0xffff_ffff, 0xffff_ffff] as const;
const ZERO = [0, 0] as const;
const HASH = '0123456789abcdef';

const SET_DATA = 5;
const GET_DATA = 4;
const AUTH = 100;
const SET_WATCHES = 101;
const SASL = 102;
const CLOSE_SESSION = -11;
const NO_OPERATION = 999;

const open = { t: 'client-open', client: 1, session: '0100000000000001', seen: ZERO } as const;
const stop: TraceEvent = { t: 'stop' };
const step: TraceEvent = { t: 'step', action: 'FollowerOnCommit', input: { type: 'COMMIT', zxid: NEXT, from: 3 }, state: HASH };
const wrote: TraceEvent = { t: 'step', action: 'LearnerForwards', input: { type: 'ClientWrite', value: HASH }, state: HASH };

function delivered(to: TraceZxid): TraceEvent {
  return { t: 'delivered', zxid: to };
}

function request(n: number, op: number, xid = n + 1): TraceEvent {
  return { t: 'request', client: 1, n, xid, op };
}

function reply(n: number, at: TraceZxid, xid = n + 1, err = 0): TraceEvent {
  return { t: 'reply', client: 1, n, xid, zxid: at, err };
}

function fired(n: number, at: TraceZxid): TraceEvent {
  return { t: 'watch-event', client: 1, n, type: 3, path: HASH, zxid: at };
}

function closed(received: number, sent: number): TraceEvent {
  return { t: 'client-close', client: 1, received, sent };
}

/** Of a server that recovered 1.1: which line is refused, what was expected and what was recorded. */
function refused(lines: readonly TraceEvent[], around = SERVING): string | null {
  const clients = new Clients(zxid(1, 1));
  for (const [index, line] of lines.entries()) {
    const found = isOfClient(line) ? clients.take(line, around) : clients.follow(line, around.local);
    if (found !== null) return `${index}: ${found.expected}; ${found.recorded}`;
  }
  return null;
}

const watching = [open, request(0, GET_DATA), reply(0, AT)];
const writing = [open, request(0, SET_DATA), wrote];
const again = { ...open, client: 2 };

const FINE: Readonly<Record<string, readonly TraceEvent[]>> = {
  'what comes behind the end of a session is not answered': [
    open,
    request(0, CLOSE_SESSION),
    wrote,
    request(1, GET_DATA),
    delivered(NEXT),
    reply(0, NEXT),
    closed(2, 1),
    stop,
  ],
  'a session that is over is not answered any more': [
    open,
    request(0, GET_DATA),
    request(1, AUTH, -4),
    request(2, GET_DATA),
    reply(0, AT),
    closed(3, 1),
  ],
  'a session that is over, with a write under way': [
    ...writing,
    request(1, AUTH, -4),
    delivered(NEXT),
    reply(0, NEXT),
    closed(2, 1),
  ],
  'what cannot be read is told in line': [...writing, request(1, SASL), delivered(NEXT), reply(0, NEXT), reply(1, NEXT, 2, -5)],
  'who reads slowly is told of a write later': [...writing, delivered(NEXT), step, delivered(THIRD), step, reply(0, NEXT)],
  'a write whose body cannot be read goes nowhere': [open, request(0, SET_DATA), reply(0, AT, 1, -5)],
  'auth overtakes a write': [...writing, request(1, AUTH, -4), reply(0, ZERO, -4), delivered(NEXT), reply(1, NEXT, 1)],
  'a session comes back when its connection is gone': [open, closed(0, 0), { ...again, seen: AT }],
  'a zxid that Java takes for a negative number': [{ ...open, seen: NONE }],
  'watches set again': [open, request(0, SET_WATCHES, -8), fired(0, NONE), fired(1, NONE), reply(2, AT, -8)],
  'an event before the reply of who fired it': [
    ...watching,
    ...[request(1, SET_DATA), wrote, delivered(NEXT)],
    fired(1, NEXT),
    reply(2, NEXT, 2),
  ],
};

for (const [name, lines] of Object.entries(FINE)) {
  test(`client lines: ${name}`, () => {
    assert.equal(refused(lines), null);
  });
}

const REFUSED: readonly (readonly [lines: readonly TraceEvent[], why: string])[] = [
  [[request(0, GET_DATA)], '0: a connection that is open; request of client 1'],
  [[again], '0: client 1; client 2'],
  [[open, again], '1: client 1 of this session to be closed first; it is open'],
  [[{ ...open, seen: NEXT }], '0: no client that had seen more than 1.1; one that had seen 1.2'],
  [[open, closed(0, 0), reply(0, AT)], '2: a connection that is open; reply of client 1'],
  [[open, closed(0, 1)], '1: 0 requests, 0 frames sent; 0 requests, 1 frames sent'],
  [[open, stop], '1: client 1 to be closed when the server stops; it is open'],
  [[open, request(1, GET_DATA)], '1: request 0; request 1'],
  [[...watching, reply(1, AT)], '3: no reply: every request is answered; a reply with xid 2, zxid 1.1, error 0'],
  [
    [open, request(0, GET_DATA), request(1, GET_DATA), reply(0, AT, 2)],
    '3: the reply to request 0, xid 1; a reply with xid 2, zxid 1.1, error 0',
  ],
  [[open, request(0, GET_DATA), reply(0, BEFORE)], '2: a zxid of this server’s tree: 1.1; a reply with xid 1, zxid 1.0, error 0'],
  [[open, request(0, GET_DATA), reply(0, NEXT)], '2: a zxid of this server’s tree: 1.1; a reply with xid 1, zxid 1.2, error 0'],
  [[open, request(0, SET_DATA), reply(0, AT)], '2: a write that was proposed; a reply with xid 1, zxid 1.1, error 0'],
  [[...writing, reply(0, NEXT)], '3: a transaction delivered here: 1.1; a reply with xid 1, zxid 1.2, error 0'],
  [
    [open, request(0, GET_DATA), request(1, SET_DATA), wrote, delivered(NEXT), step, reply(0, NEXT), reply(1, NEXT)],
    '7: a transaction behind 1.2, which it was shown; a reply with xid 2, zxid 1.2, error 0',
  ],
  [
    [open, request(0, GET_DATA), request(1, AUTH, -4), request(2, GET_DATA), reply(0, AT), reply(1, AT, 3)],
    '5: request 1 to be answered at once, and nothing behind it since it was not; a reply with xid 3, zxid 1.1, error 0',
  ],
  [[open, request(0, AUTH, -4), reply(0, AT, -4)], '2: zxid 0.0; zxid 1.1'],
  [
    [open, request(0, AUTH, -4), reply(0, ZERO, -4, -115), request(1, GET_DATA)],
    '3: the connection to be closed: who it is was not proved; request 1',
  ],
  [
    [open, request(0, NO_OPERATION), reply(0, NONE)],
    '2: the error of an operation that there is not; a reply with xid 1, zxid -1, error 0',
  ],
  [
    [open, request(0, NO_OPERATION), reply(0, NONE, 1, -6), request(1, GET_DATA)],
    '3: the connection to be closed: that was the last reply; request 1',
  ],
  [[open, delivered(NEXT), fired(0, NEXT)], '2: no watch event: nothing was watched; an event of type 3, zxid 1.2'],
  [[...watching, fired(1, NEXT)], '3: an event of a transaction delivered now: 1.1; an event of type 3, zxid 1.2'],
  [
    [...watching, delivered(NEXT), step, fired(1, NEXT)],
    '5: an event of a transaction delivered now: 1.2; an event of type 3, zxid 1.2',
  ],
  [
    [...watching, request(1, SET_DATA), wrote, delivered(NEXT), reply(1, NEXT), fired(2, NEXT)],
    '7: the event before a reply that shows 1.2; an event of type 3, zxid 1.2',
  ],
  [[...watching, fired(1, NONE)], '3: a setWatches that is served now; an event of type 3, zxid -1'],
  [
    [open, request(0, SET_WATCHES, -8), fired(0, NONE), delivered(NEXT), fired(1, NEXT)],
    '4: the reply to setWatches; an event of type 3, zxid 1.2',
  ],
];

test('client lines: what may not be is refused, in words', () => {
  for (const [lines, why] of REFUSED) assert.equal(refused(lines), why);
});

test('client lines: nobody is served outside of broadcast, nor on old connections afterwards', () => {
  assert.equal(refused([open], LOOKING), '0: nobody to be served by a server that is looking, in election; client-open');
  const clients = new Clients(zxid(1, 1));
  assert.equal(clients.take(open, SERVING), null);
  assert.equal(clients.follow(step, LOOKING.local), null);
  const found = clients.take({ t: 'request', client: 1, n: 0, xid: 1, op: GET_DATA }, SERVING);
  assert.equal(found?.expected, 'the connection to be closed: the server is looking, in election');
});

test('client lines: requests are not read in the middle of a step', () => {
  assert.equal(
    refused([open, request(0, GET_DATA)], { ...SERVING, isWithinStep: true }),
    '1: the step that was begun; a request of client 1',
  );
});

test('client lines: at a leader, the reply to a write shows the transaction that was made of it', () => {
  const lines = [...writing, delivered(THIRD), reply(0, THIRD)];
  assert.equal(refused(lines), null);
  assert.equal(refused(lines, LEADING), '4: zxid 1.2; zxid 1.3');
});
