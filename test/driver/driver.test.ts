/**
 * What the driver says of servers that break the protocol, which no real one does on demand: here a socket that sends what a test says.
 * That it works with real servers is seen wherever it is used.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { writeEvent, writeReply } from '#impl/wire/client-protocol.js';
import { CLIENT_FRAMES, FrameDecoder } from '#impl/wire/frames.js';
import { connectResponse } from '#impl/wire/handshake.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { zxid } from '#spec/model/zxid.js';
import { ConnectionOver, KeeperFailure } from './arrivals.js';
import { Driver } from './driver.js';
import { shakeHands } from './handshake.js';
import { LOCALHOST } from './socket.js';

/** One connection that was accepted: its requests' chunks, and its frames. */
interface Peer {
  readonly socket: Socket;
  /** How often bytes came since the handshake. */
  readonly chunks: Buffer[];
}

let server: Server;
/** An end left open would keep this process. */
const sockets: Socket[] = [];
let port = 0;
let accepted: Promise<Peer>;

function frameOf(write: (writer: JuteWriter) => void): Uint8Array {
  const writer = new JuteWriter();
  const frame = writer.open();
  write(writer);
  writer.close(frame);
  return writer.take();
}

function response(sessionId: bigint): Uint8Array {
  const body = { protocolVersion: 0, timeOut: 4000, sessionId, passwd: new Uint8Array(16), readOnly: false };
  return frameOf((writer) => {
    connectResponse.write(writer, body);
  });
}

function reply(xid: number, err = 0, path = '/'): Uint8Array {
  const writer = new JuteWriter();
  writeReply(writer, { xid, zxid: zxid(1, 7), err }, { op: 'sync', body: { path } });
  return writer.take();
}

function event(path: string): Uint8Array {
  const writer = new JuteWriter();
  writeEvent(writer, zxid(1, 6), { type: 3, state: 3, path });
  return writer.take();
}

async function accept(first: Uint8Array | null): Promise<Peer> {
  const [socket] = (await once(server, 'connection')) as [Socket];
  const frames = new FrameDecoder(CLIENT_FRAMES);
  const chunks: Buffer[] = [];
  const shaken = new Promise<void>((resolve) => {
    socket.once('data', (chunk: Buffer) => {
      frames.push(chunk);
      assert.equal(frames.next()?.ok, true, 'the handshake comes in one piece');
      socket.on('data', (more: Buffer) => chunks.push(more));
      resolve();
    });
  });
  await shaken;
  if (first === null) socket.end();
  else socket.write(first);
  return { socket, chunks };
}

async function connected(): Promise<{ readonly driver: Driver; readonly peer: Peer }> {
  accepted = accept(response(5n));
  const driver = await Driver.connect({ port });
  return { driver, peer: await accepted };
}

beforeEach(async () => {
  server = createServer();
  server.on('connection', (socket) => sockets.push(socket));
  server.listen(0, LOCALHOST);
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterEach(async () => {
  (await accepted).socket.destroy();
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

test('driver: replies and events are kept in the order in which they came', async () => {
  const { driver, peer } = await connected();
  const one = driver.sync();
  const two = driver.request('sync', { path: '/two' });
  peer.socket.write(Buffer.concat([event('/a'), reply(1), event('/b'), reply(2, -101)]));
  assert.equal(await one, '/');
  assert.equal((await two).err, -101);
  assert.deepEqual(
    driver.arrivals.map((each) => (each.kind === 'event' ? each.path : each.xid)),
    ['/a', 1, '/b', 2],
  );
  assert.equal((await driver.nextEvent()).path, '/a');
  assert.equal((await driver.nextEvent()).path, '/b');
  assert.deepEqual(driver.lastZxid, zxid(1, 7), 'of replies, not of events');
});

test('driver: requests of one turn leave together', async () => {
  const { driver, peer } = await connected();
  const first = once(peer.socket, 'data');
  const all = [driver.sync(), driver.sync(), driver.sync()];
  await first;
  assert.equal(peer.chunks.length, 1);
  peer.socket.write(Buffer.concat([reply(1), reply(2), reply(3)]));
  assert.deepEqual(await Promise.all(all), ['/', '/', '/']);
  assert.equal(driver.outstanding, 0);
});

test('driver: an error of the server is a failure with ZooKeeper’s name', async () => {
  const { driver, peer } = await connected();
  const asked = driver.sync();
  peer.socket.write(reply(1, -118));
  await assert.rejects(asked, (error) => error instanceof KeeperFailure && error.error === 'SESSIONMOVED');
});

test('driver: a ping may be answered before what was asked earlier', async () => {
  const { driver, peer } = await connected();
  const slow = driver.sync();
  const ping = driver.ping();
  peer.socket.write(Buffer.concat([reply(-2), reply(1)]));
  assert.deepEqual([await ping, await slow], [zxid(1, 7), '/']);
});

test('driver: replies out of order end the connection, and everything that waits is told why', async () => {
  const { driver, peer } = await connected();
  const waiting = Promise.allSettled([driver.sync(), driver.sync()]);
  peer.socket.write(reply(2));
  assert.equal(await driver.closed, 'protocol: a reply to xid 2, where 1 was due');
  for (const each of await waiting) assert.ok(each.status === 'rejected' && each.reason instanceof ConnectionOver);
  await assert.rejects(driver.sync(), /xid 2/);
});

test('driver: a reply that nobody asked for, one cut short, and one whose body cannot be read', async () => {
  for (const [bytes, why] of [
    [reply(9), /a reply to xid 9, where none was due/],
    [new Uint8Array([0, 0, 0, 2, 0, 0]), /protocol: .*end inside a value/],
    [new Uint8Array([0xff, 0xff, 0xff, 0xff]), /protocol: .*a frame of -1 bytes/],
  ] as const) {
    const { driver, peer } = await connected();
    peer.socket.write(bytes);
    assert.match(await driver.closed, why);
  }
  const { driver, peer } = await connected();
  const asked = driver.request('getData', { path: '/', watch: false });
  peer.socket.write(reply(1));
  assert.match(await driver.closed, /reply: getData/);
  await asked;
});

test('driver: a server that closes', async () => {
  const { driver, peer } = await connected();
  const asked = driver.sync();
  const event = driver.untilEvents(1);
  peer.socket.end();
  await assert.rejects(asked, /closed by the server/);
  await assert.rejects(event, /1 events were due; the connection is over: closed by the server/);
});

test('driver: while it does not read, nothing arrives', async () => {
  const { driver, peer } = await connected();
  driver.pauseReading();
  const asked = driver.sync();
  await new Promise<void>((resolve) =>
    peer.socket.write(reply(1), () => {
      resolve();
    }),
  );
  assert.equal(driver.arrivals.length, 0);
  driver.resumeReading();
  assert.equal(await asked, '/');
});

test('driver: handshakes that come to nothing', async () => {
  accepted = accept(null);
  assert.deepEqual(await shakeHands({ port }), { outcome: 'closed' });
  accepted = accept(response(0n));
  const over = await shakeHands({ port, sessionId: 5n });
  assert.equal(over.outcome, 'expired');
  accepted = accept(response(0n));
  await assert.rejects(Driver.connect({ port, sessionId: 5n }), /the session is over/);
  accepted = accept(new Uint8Array([0, 0, 0, 1, 0]));
  await assert.rejects(shakeHands({ port }), /handshake: .*end inside a value/);
});

test('driver: what comes in the same chunk as the handshake is not lost', async () => {
  accepted = accept(Buffer.concat([response(5n), event('/early')]));
  const driver = await Driver.connect({ port });
  assert.equal((await driver.nextEvent()).path, '/early');
});
