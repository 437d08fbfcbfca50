/** Election ports that talk to each other. Every wait is for an event; a test that hangs has failed. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { openElectionPort } from '#impl/net/election-port.js';
import type { HostPort } from '#impl/wire/host-port.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import {
  LOOPBACK,
  RawPeer,
  RawSocket,
  Wire,
  frameOf,
  framed,
  introductionOf,
  listening,
  openPort,
  optionsOf,
} from './election-rig.js';
import type { OpenPort } from './election-rig.js';

const LIMIT = { timeout: 30_000 };

type Addresses = Map<ServerId, readonly HostPort[]>;

/** Servers 1 to `count`; from each to each other one a wire of its own. */
class Ensemble {
  readonly ids: readonly ServerId[];
  readonly ports = new Map<ServerId, OpenPort>();
  private readonly wires = new Map<string, Wire>();

  constructor(count: number) {
    this.ids = Array.from({ length: count }, (_, index) => sid(index + 1));
  }

  static async open(count: number): Promise<Ensemble> {
    const made = new Ensemble(count);
    for (const [from, to] of made.pairs()) made.wires.set(`${from}>${to}`, await Wire.open());
    for (const id of made.ids) await made.start(id);
    return made;
  }

  pairs(): (readonly [ServerId, ServerId])[] {
    return this.ids.flatMap((from) => this.ids.filter((to) => to !== from).map((to) => [from, to] as const));
  }

  wire(from: ServerId, to: ServerId): Wire {
    const wire = this.wires.get(`${from}>${to}`);
    assert.ok(wire);
    return wire;
  }

  at(id: ServerId): OpenPort {
    const port = this.ports.get(id);
    assert.ok(port, `server ${id} runs`);
    return port;
  }

  async start(id: ServerId): Promise<void> {
    const others = this.ids.filter((other) => other !== id);
    const peers: Addresses = new Map(others.map((other) => [other, [this.wire(id, other).address]]));
    const port = await openPort(id, peers);
    this.ports.set(id, port);
    for (const other of others) this.wire(other, id).target = port.port.address;
  }

  async stop(id: ServerId): Promise<void> {
    const { port } = this.at(id);
    this.ports.delete(id);
    for (const other of this.ids) if (other !== id) this.wire(other, id).target = null;
    await port.close();
  }

  /** Everyone tells everyone, and hears from everyone. */
  async exchange(round: number): Promise<void> {
    for (const [from, to] of this.pairs()) this.at(from).port.send(to, frameOf(round));
    for (const id of this.ids) {
      const missing = new Set(this.ids.filter((other) => other !== id));
      while (missing.size > 0) {
        const { from } = await this.at(id).inbox.next((got) => got.round === round);
        missing.delete(from);
      }
    }
  }

  /** Each pair is left with one connection, opened by the larger id. */
  async settled(): Promise<void> {
    for (const [from, to] of this.pairs()) {
      const wire = this.wire(from, to);
      const count = from > to ? 1 : 0;
      while (wire.count !== count) await wire.changes.next();
    }
  }

  async close(): Promise<void> {
    for (const { port } of this.ports.values()) await port.close();
    for (const wire of this.wires.values()) await wire.close();
  }
}

test('election port: two servers, whoever speaks first', LIMIT, async () => {
  for (const first of [sid(1), sid(2)]) {
    const ensemble = await Ensemble.open(2);
    const other = sid(3 - first);
    ensemble.at(first).port.send(other, frameOf(7));
    assert.deepEqual(await ensemble.at(other).inbox.next(), { from: first, round: 7 });
    ensemble.at(other).port.send(first, frameOf(8));
    assert.deepEqual(await ensemble.at(first).inbox.next(), { from: other, round: 8 });
    await ensemble.settled();
    await ensemble.close();
  }
});

test('election port: all call all at once, and one connection a pair is left, opened by the larger id', LIMIT, async () => {
  for (let again = 0; again < 10; again++) {
    const ensemble = await Ensemble.open(3);
    await ensemble.exchange(1);
    await ensemble.settled();
    await ensemble.exchange(2);
    await ensemble.settled();
    await ensemble.close();
  }
});

test('election port: of what is sent to a server that is down, it gets the newest once it is up', LIMIT, async () => {
  for (const down of [sid(1), sid(2)]) {
    const up = sid(3 - down);
    const ensemble = await Ensemble.open(2);
    await ensemble.stop(down);
    for (let round = 1; round <= 5; round++) ensemble.at(up).port.send(down, frameOf(round));
    await ensemble.wire(up, down).changes.next();
    await ensemble.start(down);
    assert.deepEqual(await ensemble.at(down).inbox.next(), { from: up, round: 5 });
    await ensemble.close();
  }
});

test('election port: mail waits through restarts of its receiver, and what was sent last is said again', LIMIT, async () => {
  const ensemble = await Ensemble.open(2);
  const [one, two] = [sid(1), sid(2)];
  await ensemble.exchange(1);
  for (let round = 2; round < 6; round++) {
    await ensemble.stop(one);
    ensemble.at(two).port.send(one, frameOf(round));
    await ensemble.start(one);
    await ensemble.at(one).inbox.next((got) => got.round === round);
  }
  await ensemble.stop(one);
  await ensemble.start(one);
  ensemble.at(one).port.send(two, frameOf(6));
  await ensemble.at(two).inbox.next((got) => got.round === 6);
  assert.deepEqual(await ensemble.at(one).inbox.next(), { from: two, round: 5 });
  await ensemble.close();
});

test('election port: a connection that breaks is made anew, and starts with what was said last', LIMIT, async () => {
  const ensemble = await Ensemble.open(3);
  const [one, two, three] = [sid(1), sid(2), sid(3)];
  ensemble.at(three).port.send(one, frameOf(1));
  await ensemble.at(one).inbox.next();
  ensemble.wire(three, one).cut();
  assert.deepEqual(await ensemble.at(one).inbox.next(), { from: three, round: 1 });
  assert.deepEqual(ensemble.at(two).inbox.all, []);
  assert.equal(ensemble.wire(three, two).changes.all.length, 0, 'nothing was ever said to server 2');
  await ensemble.close();
});

const TICK_MS = 5;

/** Time as this process has it: on a machine that is busy with others no ticks are counted while it does not run. */
async function ticksUntil(done: Promise<unknown>, tick: () => void = () => undefined): Promise<number> {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks++;
    tick();
  }, TICK_MS);
  await done;
  clearInterval(timer);
  return ticks;
}

test('election port: a server that is down is called ever more rarely, and at once when all are', LIMIT, async () => {
  const nobody = await RawPeer.open();
  await nobody.close();
  const peers = new Map([[sid(2), [nobody.address]]]);
  const { port, lines, inbox } = await openPort(3, peers);
  const started = performance.now();
  port.send(sid(2), frameOf(1));
  const failed = (): Promise<unknown> => lines.next(({ code }) => code === 'ZAB-N008');
  for (let times = 0; times < 5; times++) await failed();
  const took = performance.now() - started;
  assert.ok(took >= 1490, `100, 200, 400, 800 ms between five calls, not ${took} in all`);
  const asked = await ticksUntil(failed(), () => {
    port.connectAll();
  });
  assert.ok(asked * TICK_MS < 1590, 'not after another 1600 ms');
  assert.equal(lines.all.filter(({ level }) => level === 'warn').length, 1, 'said aloud once');

  // At another address, from the next call on.
  const peer = await RawPeer.open();
  peers.set(sid(2), [peer.address]);
  const call = await peer.calls.next();
  await call.write(framed(frameOf(2)));
  await inbox.next();
  call.socket.destroy();
  const waited = await ticksUntil(peer.calls.next());
  assert.ok(waited * TICK_MS < 1590, 'who was heard is called again soon');
  await port.close();
  await peer.close();
});

test('election port: a server that leaves the configuration is called no more, and its mail is gone', LIMIT, async () => {
  const peer = await RawPeer.open();
  const peers = new Map([[sid(2), [peer.address]]]);
  const { port } = await openPort(3, peers);
  port.send(sid(2), frameOf(1));
  const before = await peer.calls.next();
  await before.readCaller();
  await before.readRound();
  peers.delete(sid(2));
  before.socket.destroy();
  await before.closed();
  // For longer than it waits between calls.
  const gone = performance.now();
  while (performance.now() - gone < 250) {
    port.send(sid(2), frameOf(2));
    port.connectAll();
    await new Promise(setImmediate);
  }
  assert.equal(peer.calls.all.length, 1);
  peers.set(sid(2), [peer.address]);
  await RawSocket.call(port.address).write(introductionOf(2));
  const call = await peer.calls.next();
  await call.readCaller();
  port.send(sid(2), frameOf(3));
  assert.equal(await call.readRound(), 3);
  await port.close();
  await peer.close();
});

test('election port: after any sends, cuts and restarts, what is sent last arrives', { timeout: 120_000 }, async () => {
  const id = fc.integer({ min: 1, max: 3 }).map(sid);
  const step = fc.record({
    kind: fc.constantFrom('send', 'send', 'send', 'send', 'cut', 'restart'),
    from: id,
    to: id,
    turns: fc.constantFrom(0, 0, 1, 2, 3, 5, 8, 40),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const ensemble = await Ensemble.open(3);
      let round = 1;
      for (const { kind, from, to, turns } of steps) {
        for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
        if (kind === 'restart') {
          await ensemble.stop(from);
          await ensemble.start(from);
        }
        if (from === to) continue;
        if (kind === 'cut') ensemble.wire(from, to).cut();
        if (kind === 'send') ensemble.at(from).port.send(to, frameOf(++round));
      }
      await ensemble.exchange(round + 1);
      await ensemble.settled();
      for (const { inbox } of ensemble.ports.values()) {
        for (const other of ensemble.ids) {
          const rounds = inbox.all.filter(({ from }) => from === other).map((got) => got.round);
          assert.deepEqual(
            rounds,
            rounds.toSorted((a, b) => a - b),
            'never an older one behind a newer one',
          );
        }
      }
      await ensemble.close();
    }),
    { numRuns: 25 },
  );
});

test('election port: a port that is taken is tried again, and then given up', LIMIT, async () => {
  const squatter = createServer();
  const taken = await listening(squatter);
  const refused = await openElectionPort(optionsOf(1, new Map(), { listen: taken, bindRetries: 1 }).options);
  assert.ok(!refused.ok);
  assert.equal(refused.error.code, 'ZAB-N001');
  assert.match(refused.error.message, /EADDRINUSE/);

  const { options, lines } = optionsOf(1, new Map(), { listen: taken, bindRetries: 0 });
  const opening = openElectionPort(options);
  await lines.next(({ code }) => code === 'ZAB-N001');
  squatter.close();
  const opened = await opening;
  assert.ok(opened.ok);
  assert.deepEqual(opened.port.address, taken);

  const stop = new AbortController();
  const waiting = optionsOf(1, new Map(), { listen: taken, bindRetries: 0, signal: stop.signal });
  const stopped = openElectionPort(waiting.options);
  await waiting.lines.next(({ code }) => code === 'ZAB-N001');
  stop.abort();
  const answer = await stopped;
  assert.ok(!answer.ok);
  assert.equal(answer.error.code, 'ZAB-N002');
  await opened.port.close();
});

test('election port: nothing is left when it is closed', LIMIT, async () => {
  const handles = async (): Promise<string[]> => {
    // A handle that was closed is gone two turns later.
    for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate);
    return process.getActiveResourcesInfo().filter((name) => /TCP|Timeout|GetAddrInfo/.test(name));
  };
  // The test's own timeout is among them.
  const before = await handles();
  const deaf = await RawPeer.open();
  const ensemble = await Ensemble.open(3);
  await ensemble.exchange(1);
  const lonely = await openPort(
    9,
    new Map([
      [sid(1), [deaf.address]],
      [sid(10), [{ ...LOOPBACK, port: 1 }]],
      [sid(11), [deaf.address]],
    ]),
  );
  for (const to of [1, 10, 11]) lonely.port.send(sid(to), frameOf(1));
  await lonely.lines.next(({ code }) => code === 'ZAB-N008');
  await lonely.port.close();
  lonely.port.send(sid(10), frameOf(2));
  lonely.port.connectAll();
  await ensemble.close();
  await deaf.close();
  assert.deepEqual(await handles(), before);
});
