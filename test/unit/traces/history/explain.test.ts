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
    this.answered(1, ++this.xid, zxid, args, result);
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
      this.answered(c, index + 1, zxid, { op: 'create', path, ...NODE, flags: 1 }, { path });
    }
    this.all.push({ t: 'closed', at: ++this.at, c });
  }

  private answered(c: number, xid: number, zxid: number, args: RequestArguments, result: Result): void {
    this.all.push({ t: 'request', at: ++this.at, c, xid, args });
    this.all.push({ t: 'reply', at: ++this.at, c, xid, zxid, err: 0, result });
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

/** What is seen of `/p` behind `muchLongAgo`. */
const SEEN = CREATED + 11;

/**
 * Much was asked for about `/p` that may have happened in one of ten places, and would change nothing; very much is read behind it. Trying
 * all of that costs more than one contradiction may.
 */
function muchLongAgo(): Lines {
  const lines = new Lines();
  lines.ask(CREATED, { op: 'create', path: '/p', ...NODE }, { path: '/p' });
  for (let c = 2; c < 32; c++) lines.askInVain(c, { op: 'setData', path: '/p', hash: 'b', length: 1, version: 99 });
  lines.ask(SEEN, { op: 'create', path: '/q', ...NODE }, { path: '/q' });
  for (let reads = 0; reads < 5000; reads++) {
    lines.ask(SEEN, { op: 'exists', path: '/p', watch: true }, { stat: statOf(CREATED, 0, 0) });
  }
  return lines;
}

/** What explains the last read has just been asked for. */
function longAgoAndNow(): readonly HistoryLine[] {
  const lines = muchLongAgo();
  lines.askInVain(32, { op: 'setACL', path: '/p', version: -1, open: true });
  lines.ask(SEEN + 2, { op: 'create', path: '/r', ...NODE }, { path: '/r' });
  lines.ask(SEEN + 2, { op: 'exists', path: '/p', watch: false }, { stat: statOf(CREATED, 0, 1) });
  return lines.all;
}

/** One of two changed the data, for there was an event; which of them, the length of the data tells later. */
function longAgoAndWhichOfTwo(): readonly HistoryLine[] {
  const lines = muchLongAgo();
  for (const length of [1, 2]) lines.askInVain(40 + length, { op: 'setData', path: '/p', hash: 'c', length, version: -1 });
  lines.tell(SEEN + 1, '/p');
  lines.ask(SEEN + 2, { op: 'create', path: '/r', ...NODE }, { path: '/r' });
  const r = { ...statOf(SEEN + 2, 0, 0), czxid: SEEN + 2, pzxid: SEEN + 2 };
  for (let reads = 0; reads < 1000; reads++) lines.ask(SEEN + 2, { op: 'exists', path: '/r', watch: false }, { stat: r });
  const changed = { ...statOf(SEEN + 1, 1, 0), dataLength: 2 };
  lines.ask(SEEN + 2, { op: 'exists', path: '/p', watch: false }, { stat: changed });
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

/** A client asks for several things, in this order; what is told shows the last first, which may have happened late, or not that soon. */
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

/** Something changed `/p`, and was asked for when a later zxid had been seen, or not yet. */
function askedFor(isBefore: boolean): readonly HistoryLine[] {
  const lines = new Lines();
  const at = (counter: number): number => zxidOf(1, counter);
  const set = { op: 'setData', path: '/p', hash: 'b', length: 1, version: -1 } as const;
  lines.ask(CREATED, { op: 'create', path: '/p', ...NODE }, { path: '/p' });
  if (isBefore) lines.askInVain(2, set);
  lines.ask(at(3), { op: 'create', path: '/q', ...NODE }, { path: '/q' });
  if (!isBefore) lines.askInVain(2, set);
  lines.ask(at(3), { op: 'exists', path: '/p', watch: false }, { stat: statOf(at(2), 1, 0) });
  return lines.all;
}

/** A client asks for a change of `/p`, then of `/q`; both happened, at these places. */
function changedAt(counterOfP: number, counterOfQ: number): readonly HistoryLine[] {
  const lines = new Lines();
  const at = (counter: number): number => zxidOf(1, counter);
  const set = (path: string): RequestArguments => ({ op: 'setData', path, hash: 'b', length: 1, version: -1 });
  lines.ask(CREATED, { op: 'create', path: '/p', ...NODE }, { path: '/p' });
  lines.ask(at(2), { op: 'create', path: '/q', ...NODE }, { path: '/q' });
  lines.askInVain(2, set('/p'), set('/q'));
  lines.ask(at(5), { op: 'create', path: '/r', ...NODE }, { path: '/r' });
  const q = { ...statOf(at(counterOfQ), 1, 0), czxid: at(2), pzxid: at(2) };
  lines.ask(at(5), { op: 'exists', path: '/p', watch: false }, { stat: statOf(at(counterOfP), 1, 0) });
  lines.ask(at(5), { op: 'exists', path: '/q', watch: false }, { stat: q });
  return lines.all;
}

/** All fits, and so much happened unseen. */
function assertExplained(lines: readonly HistoryLine[], evident: number, inferred: number): void {
  const { violations, strength } = verdictOf(lines);
  assert.deepEqual(violations, []);
  assert.deepEqual([strength.evident, strength.inferred, strength.givenUp], [evident, inferred, 0]);
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
  assertExplained(longAgoAndNow(), 0, 1);
});

test('another explanation of what happened lately is tried before what was asked for long ago', () => {
  assertExplained(longAgoAndWhichOfTwo(), 1, 0);
});

test('behind the end of an epoch there is room for more than one', () => {
  assertExplained(twoAtTheEndOfAnEpoch(), 0, 2);
});

test('of two that happened, either may have been first, as what is told later says', () => {
  assertExplained(twoThatEnd(6), 2, 0);
  assertExplained(twoThatEnd(7), 2, 0);
  assert.equal(verdictOf(twoThatEnd(5)).violations.length, 1);
});

test('what was taken to have happened may give its place to something else', () => {
  assertExplained(oneOfTwo(), 0, 1);
});

test('what was asked for before something else of the same client may be found out later', () => {
  assertExplained(lastIsSeenFirst('/p', '/q'), 0, 2);
  assertExplained(lastIsSeenFirst('/p', '/q', '/r'), 0, 3);
  assertExplained(lastIsSeenFirst('/p', '/q', '/r', '/s'), 0, 4);
});

test('nothing happens before it was asked for', () => {
  assertExplained(askedFor(true), 1, 0);
  assert.notDeepEqual(verdictOf(askedFor(false)).violations, []);
});

test('what one client asks for happens in its order', () => {
  assertExplained(changedAt(3, 4), 2, 0);
  assert.notDeepEqual(verdictOf(changedAt(4, 3)).violations, []);
});
