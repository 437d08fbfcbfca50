/**
 * Where a scenario plays: connections to one ensemble, and a transcript of what was sent and what came on each, in its order.
 *
 *     a > delete {path: "/x", version: -1}
 *     a < event NodeDeleted "/x" z+2
 *     a < delete z+2 OK
 */
import { createHash } from 'node:crypto';
import type { ClientOp, RequestBody } from '#impl/wire/client-protocol.js';
import { opName } from '#impl/wire/op-codes.js';
import { ConnectionOver, errorName, eventName } from '../driver/arrivals.js';
import type { Arrival, Reply, ReplyTo } from '../driver/arrivals.js';
import { Driver } from '../driver/driver.js';
import type { DriverOptions } from '../driver/driver.js';
import { shakeHands } from '../driver/handshake.js';
import type { HandshakeOptions } from '../driver/handshake.js';
import { exchange } from '../driver/socket.js';
import { fourLetterWord } from '../peers/ports.js';
import { NormalForm } from './normal-form.js';

/** A scenario, with the servers it needs. */
export interface Scenario {
  readonly name: string;
  /** `alone`: not to be tried on a quorum of Apache's, which it would stop (see `malformed.ts`). */
  readonly on: 'any' | 'alone' | 'ensemble';
  readonly play: (stage: Stage) => Promise<void>;
}

export function scenario(name: string, play: Scenario['play'], on: Scenario['on'] = 'any'): Scenario {
  return { name, on, play };
}

/** What is asked, in one list: operation and body. */
export type Ask = { readonly [N in ClientOp]: readonly [N, RequestBody<N>] }[ClientOp];

/** Whom servers of a comparison let do everything, and the property that says so. */
const SUPER = 'super:secret';
export const SUPER_DIGEST = {
  'DigestAuthenticationProvider.superDigest': `super:${createHash('sha1').update(SUPER).digest('base64')}`,
};

async function removeBelow(driver: Driver, path: string): Promise<void> {
  for (const name of await driver.getChildren(path === '' ? '/' : path)) {
    const child = `${path}/${name}`;
    if (child === '/zookeeper') continue;
    await removeBelow(driver, child);
    await driver.delete(child);
  }
}

interface Actor {
  readonly name: string;
  readonly driver: Driver;
  shown: number;
}

export class Stage {
  readonly lines: string[] = [];
  readonly form = new NormalForm();
  private readonly ports: readonly number[];
  private readonly actors = new Map<Driver, Actor>();

  /** The scenario's own port first, then those of the other servers. */
  constructor(ports: readonly number[]) {
    this.ports = ports;
  }

  log(line: string): void {
    this.lines.push(line);
  }

  /** The port of the server under test, or of another one of its ensemble. */
  port(other = 0): number {
    return this.ports[other % this.ports.length] as number;
  }

  /** A session under a name; zxids are told relative to the first one's start. */
  async connect(name: string, options: Partial<DriverOptions> = {}, other = 0): Promise<Driver> {
    const driver = await Driver.connect({ port: this.port(other), ...options });
    const session = this.form.nameSession(driver.sessionId);
    this.actors.set(driver, { name, driver, shown: 0 });
    this.form.setBase(await driver.ping());
    this.log(`${name} connected, ${session}, timeout ${driver.timeoutMs}`);
    this.show(driver);
    return driver;
  }

  /** A handshake that may come to nothing. A connection that comes of it is cut. */
  async handshake(name: string, options: Partial<HandshakeOptions>, other = 0): Promise<void> {
    const result = await shakeHands({ port: this.port(other), ...options });
    if (result.outcome === 'closed') {
      this.log(`${name}: closed`);
      return;
    }
    const { response, bytes, socket } = result;
    const session = response.sessionId === 0n ? 'none' : this.form.nameSession(response.sessionId);
    const { protocolVersion, timeOut, readOnly, passwd } = response;
    const secret = passwd?.some((byte) => byte !== 0) === true ? 'some' : 'zeroes';
    this.log(
      `${name}: ${result.outcome}, ${bytes.length} bytes, version ${protocolVersion}, timeout ${timeOut}, ${session}, ` +
        `password ${passwd?.length ?? 'null'} ${secret}, read-only ${String(readOnly)}`,
    );
    if (result.outcome === 'connected') await this.endSession(Driver.over(result));
    else socket.destroy();
  }

  /** Asks one thing, waits for the reply, tells all that came until then. */
  async ask<N extends ClientOp>(driver: Driver, op: N, body: RequestBody<N>): Promise<ReplyTo<N>> {
    this.log(`${this.nameOf(driver)} > ${op} ${this.form.show(body)}`);
    const reply = await driver.request(op, body);
    this.show(driver);
    return reply;
  }

  /** Asks what may not be answered. */
  async attempt<N extends ClientOp>(driver: Driver, op: N, body: RequestBody<N>): Promise<void> {
    await this.perhaps(driver, this.ask(driver, op, body));
  }

  async attemptBytes(driver: Driver, type: number, body: Uint8Array, xid?: number): Promise<void> {
    await this.perhaps(driver, this.askBytes(driver, type, body, xid));
  }

  /** One after the other. */
  async askAll(driver: Driver, ...asks: readonly Ask[]): Promise<void> {
    for (const [op, body] of asks) await this.ask(driver, op, body);
  }

  /** All at once, in one write. */
  async askTogether(driver: Driver, ...asks: readonly Ask[]): Promise<void> {
    for (const [op, body] of asks) this.log(`${this.nameOf(driver)} >> ${op} ${this.form.show(body)}`);
    await Promise.all(asks.map(([op, body]) => driver.request(op, body as never)));
    this.show(driver);
  }

  /** A request whose code or body may be anything. */
  async askBytes(driver: Driver, type: number, body: Uint8Array, xid?: number): Promise<Reply<Uint8Array>> {
    const shown = `${opName(type) ?? type} ${Buffer.from(body).toString('hex')}`;
    this.log(`${this.nameOf(driver)} > bytes ${shown}${xid === undefined ? '' : ` xid ${xid}`}`);
    const reply = await driver.requestBytes(type, body, xid);
    this.show(driver);
    return reply;
  }

  /** Everything that the server had for this connection when it applied what any client was answered for. */
  async settle(...drivers: readonly Driver[]): Promise<void> {
    for (const driver of drivers) await this.ask(driver, 'sync', { path: '/' });
  }

  async closed(driver: Driver): Promise<void> {
    const why = await driver.closed;
    this.show(driver);
    this.log(`${this.nameOf(driver)} ${why}`);
  }

  /** Bytes on a fresh connection; all that comes until the server closes it. */
  async exchange(name: string, bytes: Uint8Array): Promise<void> {
    const answer = await exchange({ port: this.port() }, bytes);
    this.log(`${name}: ${this.form.bytes(answer)}`);
  }

  /** As `exchange`, for answers with ids in them: the count of their bytes. */
  async exchangeLength(name: string, bytes: Uint8Array): Promise<void> {
    const answer = await exchange({ port: this.port() }, bytes);
    this.log(`${name}: ${answer.length} bytes`);
  }

  async word(word: string): Promise<void> {
    this.log(`${word}: ${JSON.stringify(await fourLetterWord(this.port(), word))}`);
  }

  /** Tells what came and was not told yet. */
  show(driver: Driver): void {
    const actor = this.actorOf(driver);
    const arrivals = driver.arrivals.slice(actor.shown);
    actor.shown = driver.arrivals.length;
    for (const arrival of arrivals) this.log(`${actor.name} < ${this.describe(arrival)}`);
  }

  /** What came was told otherwise. */
  skip(driver: Driver): void {
    this.actorOf(driver).shown = driver.arrivals.length;
  }

  /** Ends every session, so that none expires into another scenario, and removes every node. */
  async finish(): Promise<void> {
    for (const { driver } of this.actors.values()) await this.endSession(driver);
    const cleaner = await Driver.connect({ port: this.port() });
    await cleaner.auth('digest', SUPER);
    await removeBelow(cleaner, '');
    await cleaner.closeSession();
  }

  /** `driver` may be cut off: then its session is taken up again to be closed. */
  private async endSession(driver: Driver): Promise<void> {
    await driver.cut();
    const { sessionId, passwd } = driver;
    const again = await shakeHands({ port: this.port(), sessionId, passwd });
    if (again.outcome === 'connected') await Driver.over(again).closeSession();
    else if (again.outcome === 'expired') again.socket.destroy();
  }

  private async perhaps(driver: Driver, asked: Promise<unknown>): Promise<void> {
    try {
      await asked;
    } catch (error) {
      if (!(error instanceof ConnectionOver)) throw error;
      this.show(driver);
      this.log(`${this.nameOf(driver)}: no answer`);
    }
  }

  private describe(arrival: Arrival): string {
    const zxid = this.form.zxid(arrival.zxid);
    if (arrival.kind === 'event') {
      return `event ${eventName(arrival.type)} ${JSON.stringify(arrival.path)} ${zxid} state ${arrival.state}`;
    }
    const { type, err, xid, body } = arrival;
    const what = `${opName(type) ?? type}${xid < 0 ? ` xid ${xid}` : ''} ${zxid} ${errorName(err)}`;
    // Bytes that nobody decoded: with times in them, so only how many.
    if (body instanceof Uint8Array && body.length > 0) return `${what} ${body.length} bytes`;
    const empty = body === null || Object.keys(body as object).length === 0;
    return empty ? what : `${what} ${this.form.show(body)}`;
  }

  private nameOf(driver: Driver): string {
    return this.actorOf(driver).name;
  }

  private actorOf(driver: Driver): Actor {
    const actor = this.actors.get(driver);
    if (actor === undefined) throw new Error('not a connection of this stage');
    return actor;
  }
}

/** Plays one scenario; its transcript, a line a step. */
export async function play(scenario: Scenario, ports: readonly number[]): Promise<readonly string[]> {
  const stage = new Stage(ports);
  try {
    await scenario.play(stage);
  } catch (error) {
    await stage.finish();
    throw new Error(`after\n${stage.lines.join('\n')}`, { cause: error });
  }
  await stage.finish();
  return stage.lines;
}
