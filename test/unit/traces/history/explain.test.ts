/** The search for what happened unseen, where there is very much of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryLine } from '#traces/history/format/event.js';
import type { RequestArguments } from '#traces/history/format/operations.js';
import type { Result } from '#traces/history/format/results.js';
import { zxidOf } from '#traces/history/format/zxid.js';
import { verdictOf } from './verdicts.js';

/** As many places as there are for each: more moves than a call takes arguments. */
const UNANSWERED = 3000;

const CREATED = zxidOf(1, 1);
const TOLD = zxidOf(1, 2000);
const LAST = zxidOf(1, 4000);

/** Somebody reads a version of `/p` that so many setData without a reply may have made, if there were enough of them before. */
function* manyUnanswered(version: number): Generator<HistoryLine> {
  let at = 0;
  const connect = function* (c: number): Generator<HistoryLine> {
    const passwd = '';
    yield { t: 'connect', at: ++at, c, server: 'server-1', session: '0x0', passwd, lastZxidSeen: 0 };
    yield { t: 'connected', at: ++at, c, session: `0x${c.toString(16)}`, passwd, timeoutMs: 10_000 };
  };
  const ask = function* (xid: number, zxid: number, args: RequestArguments, result: Result): Generator<HistoryLine> {
    yield { t: 'request', at: ++at, c: 1, xid, args };
    yield { t: 'reply', at: ++at, c: 1, xid, zxid, err: 0, result };
  };
  yield { t: 'history', version: 1, recorder: 'test', complete: true };
  yield* connect(1);
  const node = { hash: 'a', length: 1, flags: 0, open: true };
  yield* ask(1, CREATED, { op: 'create', path: '/p', ...node }, { path: '/p' });
  for (let c = 2; c < 2 + UNANSWERED; c++) {
    yield* connect(c);
    yield { t: 'request', at: ++at, c, xid: 1, args: { op: 'setData', path: '/p', hash: 'b', length: 1, version: -1 } };
    yield { t: 'closed', at: ++at, c };
  }
  yield* ask(2, LAST, { op: 'create', path: '/q', ...node }, { path: '/q' });
  const times = { czxid: CREATED, mzxid: TOLD, ctime: 1, mtime: 2, pzxid: CREATED };
  const stat = { ...times, version, cversion: 0, aversion: 0, ephemeralOwner: '0x0', dataLength: 1, numChildren: 0 };
  yield* ask(3, LAST, { op: 'exists', path: '/p', watch: false }, { stat });
}

test('one of very many is found', () => {
  const { violations, strength } = verdictOf([...manyUnanswered(1)]);
  assert.deepEqual(violations, []);
  assert.equal(strength.evident, 1);
});

test('where none is enough the search ends, and says so', () => {
  const { violations, strength } = verdictOf([...manyUnanswered(7)]);
  assert.deepEqual(
    violations.map(({ check, certain }) => [check.id, certain]),
    [['reads', false]],
  );
  assert.ok(strength.givenUp > 0);
});
