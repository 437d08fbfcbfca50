/** A million operations: the time is printed, and not asserted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HistoryBuilder } from '#traces/history/builder.js';
import { checkHistory } from '#traces/history/check-history.js';
import { encodeLine } from '#traces/history/format/event.js';
import type { HistoryLine } from '#traces/history/format/event.js';
import type { RequestArguments } from '#traces/history/format/operations.js';
import type { Result } from '#traces/history/format/results.js';
import { readLine } from '#traces/history/read.js';

const OPERATIONS = 1_000_000;
const CLIENTS = 16;
const PATHS = 500;
const LINES_DECODED = 100_000;
const EPOCH = 0x1_0000_0000;
const NO_OWNER = '0x0';

/** Clients that set, look and watch, each waiting for its answer; an honest server. */
class Honest {
  private readonly versions = new Array<number>(PATHS).fill(-1);
  private readonly created = new Array<number>(PATHS).fill(0);
  private readonly modified = new Array<number>(PATHS).fill(0);
  private readonly watchers = new Map<string, Set<number>>();
  private zxid = EPOCH;
  private at = 0;

  *lines(): Generator<HistoryLine> {
    yield { t: 'history', version: 1, recorder: 'speed test', complete: true };
    for (let c = 1; c <= CLIENTS; c++) {
      const session = `0x${c.toString(16)}`;
      yield { t: 'connect', at: this.tick(), c, server: `server-${c % 3}`, session: NO_OWNER, passwd: '', lastZxidSeen: 0 };
      yield { t: 'connected', at: this.tick(), c, session, passwd: '', timeoutMs: 10_000 };
    }
    for (let count = 0; count < OPERATIONS; count++) yield* this.exchange(1 + (count % CLIENTS), count);
  }

  private tick(): number {
    this.at += 1;
    return this.at;
  }

  private *exchange(c: number, count: number): Generator<HistoryLine> {
    const { args, result } = this.operation(count);
    yield { t: 'request', at: this.tick(), c, xid: count, args };
    if (args.op === 'setData') yield* this.events(args.path);
    if (args.op === 'exists' && args.watch) this.watching(args.path).add(c);
    yield { t: 'reply', at: this.tick(), c, xid: count, zxid: this.zxid, err: 0, result };
  }

  private watching(path: string): Set<number> {
    const found = this.watchers.get(path) ?? new Set<number>();
    this.watchers.set(path, found);
    return found;
  }

  private *events(path: string): Generator<HistoryLine> {
    for (const c of this.watching(path)) yield { t: 'event', at: this.tick(), c, zxid: this.zxid, type: 3, path };
    this.watching(path).clear();
  }

  private operation(count: number): { readonly args: RequestArguments; readonly result: Result } {
    const index = (count * 7) % PATHS;
    const path = `/n-${index}`;
    const version = this.versions[index] ?? -1;
    if (version === -1) {
      this.write(index);
      this.created[index] = this.zxid;
      return { args: { op: 'create', path, hash: `${index}-0`, length: 8, flags: 0, open: true }, result: { path } };
    }
    if (count % 3 === 0) {
      this.write(index);
      const hash = `${index}-${version + 1}`;
      return { args: { op: 'setData', path, hash, length: 8, version }, result: { stat: this.stat(index) } };
    }
    const watch = count % 5 === 0;
    return { args: { op: 'exists', path, watch }, result: { stat: this.stat(index) } };
  }

  private write(index: number): void {
    this.zxid += 1;
    this.versions[index] = (this.versions[index] ?? -1) + 1;
    this.modified[index] = this.zxid;
  }

  private stat(index: number): NonNullable<Result['stat']> {
    const czxid = this.created[index] ?? 0;
    const mzxid = this.modified[index] ?? 0;
    const version = this.versions[index] ?? 0;
    const times = { ctime: czxid, mtime: mzxid };
    const none = { cversion: 0, aversion: 0, ephemeralOwner: NO_OWNER, numChildren: 0, pzxid: czxid };
    return { czxid, mzxid, ...times, version, dataLength: 8, ...none };
  }
}

test('a million operations', { timeout: 600_000 }, (context) => {
  const builder = new HistoryBuilder();
  builder.file('speed');
  let number = 0;
  for (const line of new Honest().lines()) {
    number += 1;
    const isEvent = builder.add(line, number);
    assert.equal(isEvent, null);
  }
  const startedMs = performance.now();
  const verdict = checkHistory(builder.history());
  const tookMs = performance.now() - startedMs;
  context.diagnostic(`${verdict.operations} operations checked in ${Math.round(tookMs)} ms`);
  assert.equal(verdict.strength.judged, OPERATIONS);
  assert.deepEqual(
    verdict.violations.map(({ words }) => words),
    [],
  );
  assert.ok(verdict.events > OPERATIONS / 50, `${verdict.events} events`);
});

test('lines are read', { timeout: 600_000 }, (context) => {
  const texts: string[] = [];
  for (const line of new Honest().lines()) {
    texts.push(encodeLine(line));
    if (texts.length === LINES_DECODED) break;
  }
  const startedMs = performance.now();
  for (const text of texts) assert.ok(readLine(text).ok);
  const tookMs = performance.now() - startedMs;
  context.diagnostic(`${texts.length} lines read in ${Math.round(tookMs)} ms`);
});
