/** Clients and learners that do not read what they are sent: what waits for them is bounded, and nobody else waits for them. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { decodeReply } from '#impl/wire/client-protocol.js';
import { Driver } from '../driver/driver.js';
import { connectFrame } from '../driver/handshake.js';
import { nodeBody } from '../guarantees/expect.js';
import { within } from '../guarantees/within.js';
import { startInProcess } from '../guarantees/in-process.js';
import { startZabkeeperEnsemble } from '../peers/zabkeeper.js';
import { concat, requestFrame } from './bytes.js';
import { assertServed, assertServes } from './canary.js';
import { FakeLearner } from './fake-learner.js';
import { mib, needsProc, peakDuring, residentBytes } from './process-memory.js';
import { RawSocket } from './raw-socket.js';

const MIB = 0x10_0000;

const ensemble = await startZabkeeperEnsemble({ servers: 1, properties: { maxSessionTimeout: '120000' } });
after(() => ensemble.close());
const [server] = ensemble.servers;
assert(server !== undefined);
const port = server.clientPort;
const pid = server.pid ?? 0;

const handshake = connectFrame({ port: 0, timeoutMs: 120_000 });

async function openRaw(): Promise<RawSocket> {
  const raw = await RawSocket.open(port);
  raw.send(handshake);
  assert.notEqual(await raw.frame(), null);
  return raw;
}

test('ten thousand large answers to a client that does not read', needsProc, async (t) => {
  const REQUESTS = 10_000;
  const BYTES = 100_000;
  const writer = await Driver.connect({ port, timeoutMs: 120_000 });
  await writer.create('/large', { data: new Uint8Array(BYTES) });
  await assertServed([port]);
  const before = residentBytes(pid);
  const raw = await openRaw();
  raw.stopReading();
  const frames = Array.from({ length: REQUESTS }, (_, index) =>
    requestFrame(index + 1, 'getData', { path: '/large', watch: false }),
  );
  raw.send(concat(...frames));
  const { peak } = await peakDuring(
    pid,
    (async () => {
      for (let round = 0; round < 50; round++) await assertServed([port], 2_000);
    })(),
  );
  t.diagnostic(`resident: ${mib(before)} before, at most ${mib(peak)}; the answers are ${mib(REQUESTS * BYTES)}`);
  assert.ok(peak - before < 100 * MIB, `grew by ${mib(peak - before)}`);
  // It reads at last: all of it is there, in order.
  raw.socket.resume();
  const { peak: later } = await peakDuring(
    pid,
    (async () => {
      for (let xid = 1; xid <= REQUESTS; xid++) {
        const frame = await within(10_000, `reply ${xid}`, raw.frame());
        assert.ok(frame !== null && frame.length > BYTES);
        const reply = decodeReply(frame);
        assert.ok(reply.ok && reply.value.header.xid === xid && reply.value.header.err === 0);
      }
    })(),
  );
  t.diagnostic(`resident while it reads: at most ${mib(later)}`);
  assert.ok(later - before < 150 * MIB);
  await raw.cut();
  await writer.closeSession();
});

test('a hundred such clients at once', needsProc, async (t) => {
  const before = residentBytes(pid);
  const raws = await Promise.all(Array.from({ length: 100 }, openRaw));
  const frames = Array.from({ length: 1000 }, (_, index) => requestFrame(index + 1, 'getData', { path: '/large', watch: false }));
  for (const raw of raws) {
    raw.stopReading();
    raw.send(concat(...frames));
  }
  const { peak } = await peakDuring(
    pid,
    (async () => {
      for (let round = 0; round < 50; round++) await assertServed([port], 5_000);
    })(),
  );
  t.diagnostic(`resident: ${mib(before)} before, at most ${mib(peak)}; the answers are ${mib(100 * 1000 * 100_000)}`);
  assert.ok(peak - before < 500 * MIB, `grew by ${mib(peak - before)}`);
  await Promise.all(raws.map((raw) => raw.cut()));
  await assertServed([port]);
});

/** `count` changes of a node with such a path, in multis. */
async function change(writer: Driver, path: string, count: number): Promise<void> {
  const IN_ONE = 500;
  const operations = Array.from({ length: IN_ONE }, () => ({ op: 'setData', body: { path, data: null, version: -1 } }) as const);
  const WINDOW = 10;
  for (let done = 0; done < count; done += IN_ONE * WINDOW) {
    await Promise.all(Array.from({ length: WINDOW }, () => writer.request('multi', operations)));
  }
}

test('a hundred thousand events for a client that does not read', needsProc, async (t) => {
  const EVENTS = 100_000;
  const writer = await Driver.connect({ port, timeoutMs: 120_000, forget: true });
  await writer.create('/told');
  const before = residentBytes(pid);
  const raw = await openRaw();
  raw.send(requestFrame(1, 'addWatch', { path: '/told', mode: 0 }));
  assert.notEqual(await raw.frame(), null);
  raw.stopReading();
  const { peak } = await peakDuring(pid, change(writer, '/told', EVENTS));
  await assertServed([port]);
  t.diagnostic(`resident: ${mib(before)} before, at most ${mib(peak)}`);
  assert.ok(peak - before < 300 * MIB);
  raw.socket.resume();
  for (let event = 0; event < EVENTS; event++) {
    const frame = await within(10_000, `event ${event}`, raw.frame());
    assert.ok(frame !== null);
    const reply = decodeReply(frame);
    assert.ok(reply.ok && reply.value.header.xid === -1);
  }
  await raw.cut();
  await writer.closeSession();
});

test('a client that does not read more events than can be kept for it is let go', needsProc, async (t) => {
  const EVENTS = 150_000;
  const path = `/${'long'.repeat(250)}`;
  const writer = await Driver.connect({ port, timeoutMs: 120_000, forget: true });
  await writer.create(path);
  const before = residentBytes(pid);
  const raw = await openRaw();
  raw.send(requestFrame(1, 'addWatch', { path, mode: 0 }));
  assert.notEqual(await raw.frame(), null);
  raw.stopReading();
  const { peak } = await peakDuring(pid, change(writer, path, EVENTS));
  await assertServed([port]);
  t.diagnostic(`resident: ${mib(before)} before, at most ${mib(peak)}; the events are ${mib(EVENTS * 1000)}`);
  raw.socket.resume();
  await within(20_000, 'the connection is over', raw.closed);
  assert.ok(raw.bytesReceived < EVENTS * 1000, 'it did not get all of it');
  assert.ok(peak - before < 500 * MIB, `grew by ${mib(peak - before)}`);
  await writer.closeSession();
});

test('a learner that does not read is let go, and what waits for it too', async () => {
  const BYTES = 40_000_000;
  const small = await startInProcess({ absent: [3], properties: { syncLimit: '15' } });
  try {
    const { leader } = small;
    const driver = await leader.connect({ forget: true });
    await driver.create('/proposed');
    const last = await driver.ping();
    const learner = await FakeLearner.join(leader.ports.quorum, 3, last.epoch, last);
    learner.socket.pause();
    let received = 0;
    learner.socket.on('data', (chunk: Buffer) => (received += chunk.length));
    const data = new Uint8Array(100_000);
    for (let sent = 0; sent < BYTES; sent += 10 * data.length) {
      await Promise.all(Array.from({ length: 10 }, () => driver.request('setData', { path: '/proposed', data, version: -1 })));
    }
    const letGo = async (): Promise<void> => {
      while (!leader.log().includes('closing the connection to a peer')) await assertServes(small);
    };
    await within(30_000, 'the leader lets it go', letGo());
    // It may take what is on its way for a while; then that is dropped.
    const untilMs = performance.now() + 7_000;
    while (performance.now() < untilMs) await assertServes(small);
    learner.socket.resume();
    await learner.untilClosed('the connection is over');
    assert.ok(received < BYTES, `${received} bytes came of ${BYTES}`);
    assert.equal(small.leader.id, leader.id, 'it leads on');
    await driver.request('create', nodeBody('/after'));
    await driver.closeSession();
  } finally {
    await small.close();
  }
});
