/** The search for what happened unseen, where there is very much of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryLine } from '#traces/history/format/event.js';
import type { RequestArguments } from '#traces/history/format/operations.js';
import type { HistoryStat, Result } from '#traces/history/format/results.js';
import { zxidOf } from '#traces/history/format/zxid.js';
import { verdictOf } from './verdicts.js';

/** As many places as there are for each: more moves than a call takes arguments. */
const UNANSWERED = 3000;

const CREATED = zxidOf(1, 1);
const TOLD = zxidOf(1, 2000);
const LAST = zxidOf(1, 4000);

const NODE = { hash: 'a', length: 1, flags: 0, open: true };

/** Lines of clients, one behind the other; client 1 is there and is answered. */
class Lines {
  readonly all: HistoryLine[] = [{ t: 'history', version: 1, recorder: 'test', complete: true }];
  private at = 0;
  private xid = 0;

  constructor() {
    this.connect(1);
  }

  ask(zxid: number, args: RequestArguments, result: Result): void {
    const xid = ++this.xid;
    this.all.push({ t: 'request', at: ++this.at, c: 1, xid, args });
    this.all.push({ t: 'reply', at: ++this.at, c: 1, xid, zxid, err: 0, result });
  }

  /** Another client asks, and is gone before it is answered. */
  askInVain(c: number, args: RequestArguments): void {
    this.connect(c);
    this.all.push({ t: 'request', at: ++this.at, c, xid: 1, args });
    this.all.push({ t: 'closed', at: ++this.at, c });
  }

  private connect(c: number): void {
    const passwd = '';
    this.all.push({ t: 'connect', at: ++this.at, c, server: 'server-1', session: '0x0', passwd, lastZxidSeen: 0 });
    this.all.push({ t: 'connected', at: ++this.at, c, session: `0x${c.toString(16)}`, passwd, timeoutMs: 10_000 });
  }
}

function statOf(mzxid: number, version: number, aversion: number): HistoryStat {
  const times = { czxid: CREATED, mzxid, ctime: 1, mtime: 2, pzxid: CREATED };
  return { ...times, version, cversion: 0, aversion, ephemeralOwner: '0x0', dataLength: 1, numChildren: 0 };
}

/** Somebody reads a version of `/p` that so many setData without a reply may have made, if there were enough of them before. */
function manyUnanswered(version: number): readonly HistoryLine[] {
  const lines = new Lines();
  lines.ask(CREATED, { op: 'create', path: '/p', ...NODE }, { path: '/p' });
  for (let c = 2; c < 2 + UNANSWERED; c++) lines.askInVain(c, { op: 'setData', path: '/p', hash: 'b', length: 1, version: -1 });
  lines.ask(LAST, { op: 'create', path: '/q', ...NODE }, { path: '/q' });
  lines.ask(LAST, { op: 'exists', path: '/p', watch: false }, { stat: statOf(TOLD, version, 0) });
  return lines.all;
}

/**
 * What explains the last read has just been asked for. Long before it much else was asked for about the same node that may have happened
 * in one of ten places, and would not explain it; trying all of that costs more than one contradiction may.
 */
function longAgoAndNow(): readonly HistoryLine[] {
  const lines = new Lines();
  const seen = CREATED + 11;
  lines.ask(CREATED, { op: 'create', path: '/p', ...NODE }, { path: '/p' });
  for (let c = 2; c < 32; c++) lines.askInVain(c, { op: 'setData', path: '/p', hash: 'b', length: 1, version: 99 });
  lines.ask(seen, { op: 'create', path: '/q', ...NODE }, { path: '/q' });
  for (let reads = 0; reads < 5000; reads++) {
    lines.ask(seen, { op: 'exists', path: '/p', watch: false }, { stat: statOf(CREATED, 0, 0) });
  }
  lines.askInVain(32, { op: 'setACL', path: '/p', version: -1, open: true });
  lines.ask(seen + 2, { op: 'create', path: '/r', ...NODE }, { path: '/r' });
  lines.ask(seen + 2, { op: 'exists', path: '/p', watch: false }, { stat: statOf(CREATED, 0, 1) });
  return lines.all;
}

test('one of very many is found', () => {
  const { violations, strength } = verdictOf(manyUnanswered(1));
  assert.deepEqual(violations, []);
  assert.equal(strength.evident, 1);
});

test('where none is enough the search ends, and says so', () => {
  const { violations, strength } = verdictOf(manyUnanswered(7));
  assert.deepEqual(
    violations.map(({ check, certain }) => [check.id, certain]),
    [['reads', false]],
  );
  assert.ok(strength.givenUp > 0);
});

test('what has just been asked for is tried before what was asked for long ago', () => {
  const { violations, strength } = verdictOf(longAgoAndNow());
  assert.deepEqual(violations, []);
  assert.deepEqual([strength.inferred, strength.givenUp], [1, 0]);
});
