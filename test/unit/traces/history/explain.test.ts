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

  tell(zxid: number, path: string): void {
    this.all.push({ t: 'event', at: ++this.at, c: 1, zxid, type: 3, path });
  }

  /** Another client asks, and is gone before it is answered. */
  askInVain(c: number, ...asked: readonly RequestArguments[]): void {
    this.connect(c);
    for (const [index, args] of asked.entries()) this.all.push({ t: 'request', at: ++this.at, c, xid: index + 1, args });
    this.all.push({ t: 'closed', at: ++this.at, c });
  }

  /** Another client makes ephemeral nodes, and is not heard of any more. */
  leave(c: number, nodes: readonly (readonly [zxid: number, path: string])[]): void {
    this.connect(c);
    for (const [index, [zxid, path]] of nodes.entries()) {
      const xid = index + 1;
      this.all.push({ t: 'request', at: ++this.at, c, xid, args: { op: 'create', path, ...NODE, flags: 1 } });
      this.all.push({ t: 'reply', at: ++this.at, c, xid, zxid, err: 0, result: { path } });
    }
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

/**
 * Much was asked for long ago, and would cost more to try than one contradiction may. Then one of two changed the data, for there was an
 * event; which of them, the length of the data tells later.
 */
function longAgoAndWhichOfTwo(): readonly HistoryLine[] {
  const lines = new Lines();
  const seen = CREATED + 11;
  const asIs = statOf(CREATED, 0, 0);
  lines.ask(CREATED, { op: 'create', path: '/p', ...NODE }, { path: '/p' });
  for (let c = 2; c < 32; c++) lines.askInVain(c, { op: 'setData', path: '/p', hash: 'b', length: 1, version: 99 });
  lines.ask(seen, { op: 'create', path: '/q', ...NODE }, { path: '/q' });
  for (let reads = 0; reads < 5000; reads++) lines.ask(seen, { op: 'exists', path: '/p', watch: true }, { stat: asIs });
  for (const length of [1, 2]) lines.askInVain(40 + length, { op: 'setData', path: '/p', hash: 'c', length, version: -1 });
  lines.tell(seen + 1, '/p');
  lines.ask(seen + 2, { op: 'create', path: '/r', ...NODE }, { path: '/r' });
  const r = { ...statOf(seen + 2, 0, 0), czxid: seen + 2, pzxid: seen + 2 };
  for (let reads = 0; reads < 1000; reads++) lines.ask(seen + 2, { op: 'exists', path: '/r', watch: false }, { stat: r });
  const changed = { ...statOf(seen + 1, 1, 0), dataLength: 2 };
  lines.ask(seen + 2, { op: 'exists', path: '/p', watch: false }, { stat: changed });
  return lines.all;
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

/** The last two writes of an epoch were lost with its leader; what the next epoch tells counts both. */
function twoAtTheEndOfAnEpoch(): readonly HistoryLine[] {
  const lines = new Lines();
  const next = zxidOf(2, 1);
  lines.ask(CREATED, { op: 'create', path: '/p', ...NODE }, { path: '/p' });
  for (const c of [2, 3]) lines.askInVain(c, { op: 'setData', path: '/p', hash: 'b', length: 1, version: -1 });
  lines.ask(next, { op: 'setData', path: '/p', hash: 'c', length: 1, version: -1 }, { stat: statOf(next, 3, 0) });
  return lines.all;
}

/**
 * Of two requests without a reply only one can have happened, for there is room for one. Either explains a write soon afterwards, only the
 * later one what is told long afterwards.
 */
function oneOfTwo(): readonly HistoryLine[] {
  const lines = new Lines();
  const at = (counter: number): number => zxidOf(1, counter);
  const p = { path: '/p', hash: 'b', length: 1, version: -1 };
  lines.ask(CREATED, { op: 'create', path: '/p', ...NODE }, { path: '/p' });
  lines.ask(at(2), { op: 'create', path: '/q', ...NODE }, { path: '/q' });
  lines.askInVain(2, { op: 'setData', ...p });
  const parts = [{ op: 'setData', ...p } as const, { op: 'setData', ...p, path: '/q' } as const];
  lines.askInVain(3, { op: 'multi', parts });
  lines.ask(at(4), { op: 'setData', ...p }, { stat: statOf(at(4), 2, 0) });
  for (let reads = 0; reads < 1000; reads++) {
    lines.ask(at(4), { op: 'exists', path: '/p', watch: false }, { stat: statOf(at(4), 2, 0) });
  }
  lines.ask(at(5), { op: 'setData', ...p, path: '/q' }, { stat: { ...statOf(at(5), 2, 0), czxid: at(2), pzxid: at(2) } });
  return lines.all;
}

/** A client asks for two or three things, in this order; what is told shows the last first, which may have happened late, or not that soon. */
function lastIsSeenFirst(...paths: readonly string[]): readonly HistoryLine[] {
  const lines = new Lines();
  const set = (path: string): RequestArguments => ({ op: 'setData', path, hash: 'b', length: 1, version: -1 });
  for (const [index, path] of paths.entries()) lines.ask(CREATED + index, { op: 'create', path, ...NODE }, { path });
  lines.askInVain(2, ...paths.map(set));
  const begin = CREATED + 2 * paths.length;
  for (const [index, path] of [...paths].reverse().entries()) {
    const zxid = begin + index;
    const czxid = CREATED + paths.indexOf(path);
    lines.ask(zxid, set(path), { stat: { ...statOf(zxid, 2, 0), czxid, pzxid: czxid } });
  }
  return lines.all;
}

/**
 * Two sessions end, each with a child of `/p`, of which somebody sees one go after the other. The first session had a child of `/r`, too,
 * and a write to that node tells when it went.
 */
function twoThatEnd(endOfFirst: number): readonly HistoryLine[] {
  const lines = new Lines();
  const at = (counter: number): number => zxidOf(1, counter);
  lines.ask(CREATED, { op: 'create', path: '/p', ...NODE }, { path: '/p' });
  lines.ask(at(2), { op: 'create', path: '/r', ...NODE }, { path: '/r' });
  lines.leave(2, [
    [at(3), '/p/a'],
    [at(4), '/r/a'],
  ]);
  lines.leave(3, [[at(5), '/p/b']]);
  const p = statOf(CREATED, 0, 0);
  lines.ask(at(6), { op: 'exists', path: '/p', watch: false }, { stat: { ...p, pzxid: at(6), cversion: 3, numChildren: 1 } });
  lines.ask(at(7), { op: 'exists', path: '/p', watch: false }, { stat: { ...p, pzxid: at(7), cversion: 4 } });
  const r = { ...statOf(at(8), 1, 0), czxid: at(2), pzxid: at(endOfFirst), cversion: 2 };
  lines.ask(at(8), { op: 'setData', path: '/r', hash: 'c', length: 1, version: -1 }, { stat: r });
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

test('behind the end of an epoch there is room for more than one', () => {
  const { violations, strength } = verdictOf(twoAtTheEndOfAnEpoch());
  assert.deepEqual(violations, []);
  assert.deepEqual([strength.inferred, strength.givenUp], [2, 0]);
});

test('of two that happened, either may have been first, as what is told later says', () => {
  for (const endOfFirst of [6, 7]) {
    const { violations, strength } = verdictOf(twoThatEnd(endOfFirst));
    assert.deepEqual(violations, [], `the first ends at ${endOfFirst}`);
    assert.deepEqual([strength.evident, strength.givenUp], [2, 0]);
  }
  assert.equal(verdictOf(twoThatEnd(5)).violations.length, 1);
});

test('what was taken to have happened may give its place to something else', () => {
  const { violations, strength } = verdictOf(oneOfTwo());
  assert.deepEqual(violations, []);
  assert.deepEqual([strength.inferred, strength.givenUp], [1, 0]);
});

test('another explanation of what happened lately is tried before what was asked for long ago', () => {
  const { violations, strength } = verdictOf(longAgoAndWhichOfTwo());
  assert.deepEqual(violations, []);
  assert.deepEqual([strength.evident, strength.inferred, strength.givenUp], [1, 0, 0]);
});

test('what was asked for before something else of the same client may be found out later', () => {
  for (const paths of [
    ['/p', '/q'],
    ['/p', '/q', '/r'],
    ['/p', '/q', '/r', '/s'],
  ]) {
    const { violations, strength } = verdictOf(lastIsSeenFirst(...paths));
    assert.deepEqual(violations, [], paths.join());
    assert.deepEqual([strength.inferred, strength.givenUp], [paths.length, 0]);
  }
});
