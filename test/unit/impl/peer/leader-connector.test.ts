/** A learner's calls, on loopback. The clock is the test's; sockets are seen as Node's own diagnostics show them. */
import assert from 'node:assert/strict';
import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { systemClock } from '#impl/peer/clock.js';
import { LeaderConnector } from '#impl/peer/leader-connector.js';
import type { HostPort } from '#impl/wire/host-port.js';
import { Stream } from '../net/election-rig.js';
import { closed, freeAddress, turnEnd } from '../net/pair.js';

const LIMIT = { timeout: 30_000 };
const RETRY_MS = 100;

let made: Stream<Socket>;

function seen(message: unknown): void {
  made.push((message as { readonly socket: Socket }).socket);
}

beforeEach(() => {
  made = new Stream<Socket>();
  diagnostics.subscribe('net.client.socket', seen);
  mock.timers.enable({ apis: ['setTimeout'] });
});

afterEach(() => {
  diagnostics.unsubscribe('net.client.socket', seen);
  mock.timers.reset();
});

interface Calling {
  readonly connector: LeaderConnector;
  readonly told: Stream<Socket | string>;
}

function call(addresses: readonly HostPort[], limitMs = 60_000): Calling {
  const told = new Stream<Socket | string>();
  const connector = new LeaderConnector({
    clock: systemClock,
    addresses,
    limitMs,
    connected: (socket) => {
      told.push(socket);
    },
    failed: (reason) => {
      told.push(reason);
    },
  });
  return { connector, told };
}

/** The next call was refused. */
async function refused(): Promise<void> {
  await closed(await made.next());
}

async function listenAt({ host, port }: HostPort): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

async function works(socket: Socket | string): Promise<void> {
  assert.ok(typeof socket !== 'string', 'it connected');
  socket.destroy();
  await closed(socket);
}

test('leader connector: refused, then accepted: the leader needed a moment longer to listen', LIMIT, async () => {
  const address = await freeAddress();
  const { told } = call([address]);
  await refused();
  mock.timers.tick(RETRY_MS);
  await refused();
  const server = await listenAt(address);
  mock.timers.tick(RETRY_MS - 1);
  assert.equal(made.all.length, 2);
  mock.timers.tick(1);
  await works(await told.next());
  mock.timers.tick(120_000);
  assert.deepEqual([made.all.length, told.all.length], [3, 1]);
  server.close();
});

test('leader connector: its addresses take turns', LIMIT, async () => {
  const [nobody, somebody] = [await freeAddress(), await freeAddress()];
  const server = await listenAt(somebody);
  const { told } = call([nobody, somebody]);
  await refused();
  mock.timers.tick(RETRY_MS);
  await works(await told.next());
  server.close();
});

test('leader connector: it gives up after ten tries, and says so once', LIMIT, async () => {
  const { told } = call([await freeAddress()]);
  for (let count = 0; count < 10; count++) {
    assert.equal(told.all.length, 0);
    await refused();
    mock.timers.tick(RETRY_MS);
  }
  const reason = await told.next();
  assert.ok(typeof reason === 'string');
  assert.match(reason, /ECONNREFUSED/);
  mock.timers.tick(120_000);
  await turnEnd();
  assert.deepEqual([made.all.length, told.all.length], [10, 1]);
});

test('leader connector: all tries are over within the limit', LIMIT, async () => {
  const { told } = call([await freeAddress()], 250);
  for (let count = 0; count < 3; count++) {
    await refused();
    mock.timers.tick(count < 2 ? RETRY_MS : 49);
  }
  assert.equal(told.all.length, 0);
  mock.timers.tick(1);
  assert.deepEqual(told.all, ['the leader did not answer in time']);
  mock.timers.tick(120_000);
  await turnEnd();
  assert.equal(made.all.length, 3);
});

test('leader connector: a leader without an address', () => {
  assert.deepEqual(call([]).told.all, ['the leader has no address']);
});

test('leader connector: cancelled, wherever it is, it tells nothing and leaves no handle', LIMIT, async () => {
  const nobody = await freeAddress();
  const server = await listenAt(await freeAddress());
  const { port } = server.address() as { readonly port: number };
  const waiting = call([nobody]);
  await refused();
  const calling = call([{ host: '127.0.0.1', port }]);
  const socket = await made.next();
  calling.connector.cancel();
  waiting.connector.cancel();
  calling.connector.cancel();
  await closed(socket);
  mock.timers.tick(120_000);
  await turnEnd();
  assert.deepEqual([made.all.length, calling.told.all, waiting.told.all], [2, [], []]);
  assert.ok(made.all.every((each) => each.closed));
  await new Promise((done) => server.close(done));
});

test('leader connector: a connection that is handed over is the receiver’s: cancelling does not end it', LIMIT, async () => {
  const address = await freeAddress();
  const server = await listenAt(address);
  const { connector, told } = call([address]);
  const socket = await told.next();
  connector.cancel();
  assert.ok(typeof socket !== 'string' && !socket.destroyed);
  assert.equal(socket.listenerCount('error'), 0, 'its errors are the receiver’s, too');
  await works(socket);
  server.close();
});
