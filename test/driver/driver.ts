/**
 * A bare client for tests: no reconnect, no watch table, no pings of its own. It says what was sent and what came, in order.
 *
 *     const driver = await Driver.connect({ port });
 *     await driver.create('/a', { data: 'x' });                          // the path, or a KeeperFailure
 *     const reply = await driver.request('delete', { path: '/b', version: -1 });   // reply.err, reply.zxid
 */
import type { ClientOp, RequestBody, ResponseBody } from '#impl/wire/client-protocol.js';
import type { Acl, Stat } from '#impl/wire/data-records.js';
import type { ConnectResponse } from '#impl/wire/handshake.js';
import { keeperErrorCode } from '#impl/wire/error-codes.js';
import type { MultiOperation, MultiReadOperation, MultiReadResult, MultiResult } from '#impl/wire/multi.js';
import type { Zxid } from '#spec/model/zxid.js';
import { KeeperFailure } from './arrivals.js';
import type { Arrival, WatchEvent } from './arrivals.js';
import { Connection } from './connection.js';
import { shakeHands } from './handshake.js';
import type { Handshake, HandshakeOptions } from './handshake.js';

/** What everyone may do everything with. */
export const OPEN_ACL: readonly Acl[] = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }];

const EVENT_TIMEOUT_MS = 30_000;

export interface DriverOptions extends HandshakeOptions {
  /** Do not keep `arrivals` and `events`: for benchmarks. */
  readonly forget?: boolean;
}

export interface CreateOptions {
  readonly data?: string | Uint8Array | null;
  readonly acl?: readonly Acl[] | null;
  /** 0 persistent, 1 ephemeral, 2 sequential, 3 both. */
  readonly flags?: number;
}

interface EventWaiter {
  readonly count: number;
  readonly resolve: () => void;
}

function bytesOf(data: string | Uint8Array | null): Uint8Array | null {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data;
}

export class Driver extends Connection {
  readonly sessionId: bigint;
  readonly passwd: Uint8Array;
  /** What the server settled for. */
  readonly timeoutMs: number;
  readonly response: ConnectResponse;
  /** Every reply and event, as it came. */
  readonly arrivals: Arrival[] = [];
  readonly events: WatchEvent[] = [];
  private waiters: EventWaiter[] = [];
  private taken = 0;

  /** Throws unless a session comes of it; `shakeHands` tells the other outcomes apart. */
  static async connect(options: DriverOptions): Promise<Driver> {
    const handshake = await shakeHands(options);
    if (handshake.outcome === 'connected') return Driver.over(handshake, options.forget);
    throw new Error(handshake.outcome === 'closed' ? 'closed during the handshake' : 'the session is over');
  }

  /** The driver of a connection whose hands were shaken. */
  static over(handshake: Handshake & { readonly outcome: 'connected' }, forget = false): Driver {
    const driver = new Driver(handshake, forget);
    driver.start();
    return driver;
  }

  private constructor({ socket, frames, response }: Handshake & { readonly outcome: 'connected' }, forget: boolean) {
    super(socket, frames, (arrival) => {
      if (!forget) this.record(arrival);
    });
    this.response = response;
    this.sessionId = response.sessionId;
    this.passwd = (response.passwd ?? new Uint8Array(0)).slice();
    this.timeoutMs = response.timeOut;
  }

  /** As soon as `count` events came since the start, all of them. */
  async untilEvents(count: number): Promise<readonly WatchEvent[]> {
    if (this.events.length < count) await this.awaitEvents(count);
    return this.events;
  }

  /** The oldest event that this method did not answer before. */
  async nextEvent(): Promise<WatchEvent> {
    const index = this.taken++;
    return (await this.untilEvents(index + 1))[index] as WatchEvent;
  }

  /** `request`, with an error of the server as an exception. */
  async ask<N extends ClientOp>(op: N, body: RequestBody<N>): Promise<ResponseBody<N>> {
    const reply = await this.request(op, body);
    if (reply.err !== 0) throw new KeeperFailure(op, reply.err);
    return reply.body as ResponseBody<N>;
  }

  async create(path: string, { data = '', acl = OPEN_ACL, flags = 0 }: CreateOptions = {}): Promise<string> {
    return (await this.ask('create', { path, data: bytesOf(data), acl, flags })).path;
  }

  create2(path: string, { data = '', acl = OPEN_ACL, flags = 0 }: CreateOptions = {}): Promise<ResponseBody<'create2'>> {
    return this.ask('create2', { path, data: bytesOf(data), acl, flags });
  }

  createContainer(path: string, { data = '', acl = OPEN_ACL }: CreateOptions = {}): Promise<ResponseBody<'createContainer'>> {
    return this.ask('createContainer', { path, data: bytesOf(data), acl, flags: 4 });
  }

  /** `flags` 5, or 6 for a sequential one. */
  createTtl(
    path: string,
    ttlMs: bigint,
    { data = '', acl = OPEN_ACL, flags = 5 }: CreateOptions = {},
  ): Promise<ResponseBody<'createTTL'>> {
    return this.ask('createTTL', { path, data: bytesOf(data), acl, flags, ttl: ttlMs });
  }

  async delete(path: string, version = -1): Promise<void> {
    await this.ask('delete', { path, version });
  }

  /** Null where there is no such node. */
  async exists(path: string, watch = false): Promise<Stat | null> {
    const reply = await this.request('exists', { path, watch });
    if (reply.err === keeperErrorCode('NONODE')) return null;
    if (reply.body === null) throw new KeeperFailure('exists', reply.err);
    return reply.body.stat;
  }

  getData(path: string, watch = false): Promise<ResponseBody<'getData'>> {
    return this.ask('getData', { path, watch });
  }

  async setData(path: string, data: string | Uint8Array | null, version = -1): Promise<Stat> {
    return (await this.ask('setData', { path, data: bytesOf(data), version })).stat;
  }

  getAcl(path: string): Promise<ResponseBody<'getACL'>> {
    return this.ask('getACL', { path });
  }

  async setAcl(path: string, acl: readonly Acl[] | null, version = -1): Promise<Stat> {
    return (await this.ask('setACL', { path, acl, version })).stat;
  }

  async getChildren(path: string, watch = false): Promise<readonly string[]> {
    return (await this.ask('getChildren', { path, watch })).children;
  }

  getChildren2(path: string, watch = false): Promise<ResponseBody<'getChildren2'>> {
    return this.ask('getChildren2', { path, watch });
  }

  async getAllChildrenNumber(path: string): Promise<number> {
    return (await this.ask('getAllChildrenNumber', { path })).totalNumber;
  }

  async getEphemerals(prefixPath: string | null = null): Promise<readonly string[]> {
    return (await this.ask('getEphemerals', { prefixPath })).ephemerals;
  }

  async sync(path = '/'): Promise<string> {
    return (await this.ask('sync', { path })).path;
  }

  /** Results may hold errors: a failed multi is no failure of its reply. */
  multi(operations: readonly MultiOperation[]): Promise<readonly MultiResult[]> {
    return this.ask('multi', operations);
  }

  multiRead(operations: readonly MultiReadOperation[]): Promise<readonly MultiReadResult[]> {
    return this.ask('multiRead', operations);
  }

  /** The last zxid that the server had applied. */
  async ping(): Promise<Zxid> {
    return (await this.request('ping', {})).zxid;
  }

  async auth(scheme: string, auth: string | Uint8Array | null): Promise<void> {
    await this.ask('auth', { type: 0, scheme, auth: bytesOf(auth) });
  }

  async whoAmI(): Promise<ResponseBody<'whoAmI'>['clientInfo']> {
    return (await this.ask('whoAmI', {})).clientInfo;
  }

  async setWatches(body: RequestBody<'setWatches'>): Promise<void> {
    await this.ask('setWatches', body);
  }

  async setWatches2(body: RequestBody<'setWatches2'>): Promise<void> {
    await this.ask('setWatches2', body);
  }

  /** `mode` 0: persistent; 1: persistent and recursive. */
  async addWatch(path: string, mode: number): Promise<void> {
    await this.ask('addWatch', { path, mode });
  }

  /** `type`: 1 children, 2 data, 3 any, 4 persistent, 5 persistent and recursive. */
  async removeWatches(path: string, type: number): Promise<void> {
    await this.ask('removeWatches', { path, type });
  }

  async checkWatches(path: string, type: number): Promise<void> {
    await this.ask('checkWatches', { path, type });
  }

  /** Ends the session: its ephemeral nodes are gone once this answers. Resolves when the server has closed the connection. */
  async closeSession(): Promise<void> {
    await this.ask('closeSession', {});
    await this.closed;
  }

  private record(arrival: Arrival): void {
    this.arrivals.push(arrival);
    if (arrival.kind !== 'event') return;
    this.events.push(arrival);
    const { length } = this.events;
    const ready = this.waiters.filter(({ count }) => count <= length);
    if (ready.length === 0) return;
    this.waiters = this.waiters.filter(({ count }) => count > length);
    for (const { resolve } of ready) resolve();
  }

  private awaitEvents(count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        const came = this.events.map(({ type, path }) => `${type} ${path}`).join(', ');
        reject(new Error(`${count} events were due; came: ${came}`));
      }, EVENT_TIMEOUT_MS);
      const done = (): void => {
        clearTimeout(late);
        resolve();
      };
      this.waiters.push({ count, resolve: done });
      void this.closed.then((why) => {
        clearTimeout(late);
        reject(new Error(`${count} events were due; the connection is over: ${why}`));
      });
    });
  }
}
