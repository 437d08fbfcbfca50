/**
 * A client that writes, several requests at a time, through whatever happens to the servers; it records what it was told. When its
 * connection ends it goes on at another server, with its session while that lives. Wherever it comes, it must find what it wrote.
 */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { ConnectionOver } from '../driver/arrivals.js';
import type { Reply } from '../driver/arrivals.js';
import { OPEN_ACL } from '../driver/driver.js';
import type { Driver } from '../driver/driver.js';
import type { HandshakeOptions } from '../driver/handshake.js';
import { keeperErrorCode } from '#impl/wire/error-codes.js';
import type { Stat } from '#impl/wire/data-records.js';
import type { MultiResult } from '#impl/wire/multi.js';
import { connectSomewhere } from './client.js';
import type { Outcome, Places, Told, Write } from './history.js';
import type { Random } from './random.js';

export interface WriterOptions {
  readonly number: number;
  readonly places: Places;
  readonly ports: readonly number[];
  readonly random: Random;
  /** Asked before each write. */
  readonly goesOn: (started: number) => boolean;
  /** Requests under way at once. */
  readonly depth: number;
  /** Between an answer and the next request. */
  readonly pauseMs: number;
  readonly record: (write: Write) => void;
}

const SESSION_TIMEOUT_MS = 4000;
/** For a connection on which nothing is answered any more: the server is stopped, or cut off. */
const SILENCE_MS = 4000;
const KINDS = ['create', 'create', 'set', 'set', 'multi'] as const;
const SEQUENTIAL = 2;

/** The session is over, or went elsewhere; the request was not done, and will not be. */
const REFUSALS: ReadonlySet<number> = new Set((['SESSIONEXPIRED', 'SESSIONMOVED'] as const).map((name) => keeperErrorCode(name)));

export class Writer {
  private readonly options: WriterOptions;
  private session: Omit<HandshakeOptions, 'port'> = { timeoutMs: SESSION_TIMEOUT_MS };
  private started = 0;
  private ackedVersion = -1;

  constructor(options: WriterOptions) {
    this.options = options;
  }

  /** Resolves when there is nothing more to write, and all writes have come to an outcome. */
  async run(): Promise<void> {
    while (this.options.goesOn(this.started)) {
      const driver = await this.connect();
      await this.lookBack(driver);
      await this.writeOn(driver);
      this.session = { ...this.session, lastZxidSeen: driver.lastZxid };
    }
  }

  private async connect(): Promise<Driver> {
    const { random, ports } = this.options;
    const nextPort = (): number => random.pick(ports);
    const { timeoutMs, lastZxidSeen } = this.session as HandshakeOptions;
    const renewed = { timeoutMs: timeoutMs ?? SESSION_TIMEOUT_MS, ...(lastZxidSeen && { lastZxidSeen }) };
    const driver = (await connectSomewhere(nextPort, this.session)) ?? (await connectSomewhere(nextPort, renewed));
    assert(driver !== null, 'a new session cannot have expired');
    this.session = { ...renewed, sessionId: driver.sessionId, passwd: driver.passwd };
    return driver;
  }

  /** A server that is behind what this client has seen must not take it. */
  private async lookBack(driver: Driver): Promise<void> {
    const reply = await answered(
      driver.request('getData', { path: this.options.places.ownNode(this.options.number), watch: false }),
    );
    if (reply?.err !== 0) return;
    const { version } = (reply.body as { readonly stat: Stat }).stat;
    assert(version >= this.ackedVersion, `version ${version} after ${this.ackedVersion} was acknowledged: it went back in time`);
  }

  private async writeOn(driver: Driver): Promise<void> {
    const watch = this.watchSilence(driver);
    const lines = Array.from({ length: this.options.depth }, () => this.writeInLine(driver));
    await Promise.all(lines);
    clearInterval(watch);
    await driver.cut();
  }

  private watchSilence(driver: Driver): NodeJS.Timeout {
    let seen = driver.arrivals.length;
    let sinceMs = performance.now();
    return setInterval(() => {
      const now = driver.arrivals.length;
      if (now !== seen || driver.outstanding === 0) [seen, sinceMs] = [now, performance.now()];
      else if (performance.now() - sinceMs > SILENCE_MS) void driver.cut();
    }, SILENCE_MS / 8);
  }

  private async writeInLine(driver: Driver): Promise<void> {
    const { goesOn, record, pauseMs } = this.options;
    while (goesOn(this.started)) {
      const write = await this.writeOnce(driver);
      record(write);
      if (write.outcome.kind !== 'acked') return;
      if (pauseMs > 0) await pause(pauseMs);
    }
  }

  private async writeOnce(driver: Driver): Promise<Write> {
    const { random, places, number: writer } = this.options;
    const kind = random.pick(KINDS);
    const value = `${writer}:${this.started++}`;
    const startedMs = performance.now();
    const reply = await answered(send(driver, places, { kind, writer, value }));
    const outcome = outcomeOf(kind, reply);
    if (kind === 'set' && outcome.kind === 'acked') {
      this.ackedVersion = Math.max(this.ackedVersion, outcome.told.version ?? -1);
    }
    return { kind, writer, value, startedMs, endedMs: performance.now(), outcome };
  }
}

type Asked = Pick<Write, 'kind' | 'writer' | 'value'>;

function send(driver: Driver, places: Places, { kind, writer, value }: Asked): Promise<Reply<unknown>> {
  const data = new TextEncoder().encode(value);
  switch (kind) {
    case 'create':
      return driver.request('create', { path: `${places.created}/n-`, data, acl: OPEN_ACL, flags: SEQUENTIAL });
    case 'set':
      return driver.request('setData', { path: places.ownNode(writer), data, version: -1 });
    case 'multi': {
      const [first, second] = places.pairOf(value);
      return driver.request('multi', [
        { op: 'create', body: { path: first, data, acl: OPEN_ACL, flags: 0 } },
        { op: 'setData', body: { path: places.multiNode(writer), data, version: -1 } },
        { op: 'create', body: { path: second, data, acl: OPEN_ACL, flags: 0 } },
      ]);
    }
  }
}

/** Null: no answer will come. */
async function answered(reply: Promise<Reply<unknown>>): Promise<Reply<unknown> | null> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof ConnectionOver) return null;
    throw error;
  }
}

function outcomeOf(kind: Write['kind'], reply: Reply<unknown> | null): Outcome {
  if (reply === null) return { kind: 'unknown' };
  if (reply.err !== 0) {
    assert(REFUSALS.has(reply.err), `${kind}: error ${reply.err}`);
    return { kind: 'refused' };
  }
  if (kind === 'multi') {
    const failed = (reply.body as readonly MultiResult[]).filter(({ op }) => op === 'error');
    assert.equal(failed.length, 0, `multi: ${JSON.stringify(failed)}`);
  }
  return { kind: 'acked', zxid: reply.zxid, told: toldOf(kind, reply.body) };
}

function toldOf(kind: Write['kind'], body: unknown): Told {
  if (kind === 'create') return { path: (body as { readonly path: string }).path };
  if (kind === 'multi') return {};
  const { version, mzxid } = (body as { readonly stat: Stat }).stat;
  return { version, mzxid };
}
