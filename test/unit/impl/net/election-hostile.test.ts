/** An election port and whatever else may call it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ANONYMOUS_OBSERVER } from '#impl/wire/election.js';
import { RawSocket, frameOf, framed, introductionOf } from './election-rig.js';
import { LARGE, SELF, SMALL, openScene } from './election-scene.js';

const LIMIT = { timeout: 30_000 };

/** A first message with something in it changed. */
function spoiled(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(introductionOf(LARGE));
  change(bytes);
  return bytes;
}

test('election port: callers that are refused, and why', LIMIT, async () => {
  const scene = await openScene();
  for (const [message, code] of [
    [introductionOf(SELF), 'ZAB-N006'],
    [introductionOf(3), 'ZAB-N005'],
    [introductionOf(-1n), 'ZAB-N005'],
    [introductionOf(2n ** 62n), 'ZAB-N005'],
    [introductionOf(ANONYMOUS_OBSERVER), 'ZAB-N005'],
    [Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'ZAB-N005'],
    [spoiled((bytes) => bytes.writeBigInt64BE(-65537n, 0)), 'ZAB-N004'],
    [spoiled((bytes) => bytes.writeInt32BE(0, 16)), 'ZAB-N004'],
    [spoiled((bytes) => bytes.writeInt32BE(-1, 16)), 'ZAB-N004'],
    [spoiled((bytes) => bytes.writeInt32BE(2049, 16)), 'ZAB-N004'],
    [spoiled((bytes) => bytes.fill('?', 20)), 'ZAB-N004'],
  ] as const) {
    const call = RawSocket.call(scene.port.address);
    await call.write(Buffer.concat([message, framed(frameOf(1))]));
    assert.equal((await call.closed()).length, 0);
    assert.equal((await scene.lines.next()).code, code);
  }
  const short = introductionOf(LARGE);
  for (const length of [0, 1, 8, 19, 20, short.length - 1]) {
    const call = RawSocket.call(scene.port.address);
    await call.write(short.subarray(0, length));
    call.socket.end();
    await call.closed();
    assert.equal((await scene.lines.next()).code, 'ZAB-N003', `${length} bytes`);
  }
  assert.deepEqual(scene.inbox.all, []);
  await scene.close();
});

test('election port: a caller must have said who it is in time, however slowly it talks', LIMIT, async () => {
  const scene = await openScene({ handshakeTimeoutMs: 100 });
  const silent = RawSocket.call(scene.port.address);
  const slow = RawSocket.call(scene.port.address);
  const head = introductionOf(LARGE, [{ host: 'x'.repeat(1000), port: 1 }]);
  let at = 0;
  const drip = setInterval(() => {
    slow.socket.write(head.subarray(at, ++at));
  }, 10);
  await silent.closed();
  await slow.closed();
  clearInterval(drip);
  assert.equal(scene.lines.all.filter(({ code }) => code === 'ZAB-N003').length, 2);
  // One who has said it may then be silent for as long as it likes.
  const good = RawSocket.call(scene.port.address);
  await good.write(introductionOf(LARGE));
  const later = RawSocket.call(scene.port.address);
  await later.closed();
  await good.write(framed(frameOf(1)));
  assert.deepEqual(await scene.inbox.next(), { from: LARGE, round: 1 });
  await scene.close();
});

test('election port: hundreds of silent callers take few places, and not those of servers', LIMIT, async () => {
  const scene = await openScene();
  const crowd = Array.from({ length: 300 }, () => RawSocket.call(scene.port.address));
  await Promise.all(crowd.slice(0, 300 - 64).map((call) => call.closed()));
  const good = RawSocket.call(scene.port.address);
  await good.write(Buffer.concat([introductionOf(LARGE), framed(frameOf(1))]));
  assert.deepEqual(await scene.inbox.next(), { from: LARGE, round: 1 });
  assert.equal(scene.lines.all.filter(({ code }) => code === 'ZAB-N007').length, 300 - 64 + 1);
  for (const { socket } of crowd) socket.destroy();
  await scene.close();
});

test('election port: a frame that is no notification is dropped, and the connection goes on', LIMIT, async () => {
  const scene = await openScene();
  const call = RawSocket.call(scene.port.address);
  await call.write(introductionOf(LARGE));
  const wrongState = frameOf(1);
  wrongState[3] = 9;
  for (const frame of [Uint8Array.of(0), frameOf(1).subarray(0, 27), frameOf(1).subarray(0, 43), wrongState]) {
    await call.write(framed(frame));
  }
  await call.write(framed(frameOf(2, 0x8_0000 - 44)));
  assert.deepEqual(await scene.inbox.next(), { from: LARGE, round: 2 }, 'the largest there may be');
  const dropped = scene.lines.all.filter(({ code }) => code === 'ZAB-N011');
  assert.deepEqual(
    dropped.map(({ level }) => level),
    ['warn', 'debug', 'debug', 'debug'],
  );
  await scene.close();
});

test('election port: a length that cannot be ends the connection, and mail waits for the next', LIMIT, async () => {
  const scene = await openScene();
  for (const length of [0, -1, 0x8_0001, 0x7fff_ffff]) {
    const call = RawSocket.call(scene.port.address);
    const head = Buffer.alloc(4);
    head.writeInt32BE(length);
    await call.write(Buffer.concat([introductionOf(LARGE), framed(frameOf(1)), head, framed(frameOf(2))]));
    await call.closed();
    assert.deepEqual(await scene.inbox.next(), { from: LARGE, round: 1 });
    await scene.lines.next(({ code }) => code === 'ZAB-N010');
  }
  scene.port.send(LARGE, frameOf(3));
  const call = RawSocket.call(scene.port.address);
  await call.write(Buffer.concat([introductionOf(LARGE), framed(frameOf(4))]));
  assert.equal(await call.readRound(), 3);
  assert.deepEqual(await scene.inbox.next(), { from: LARGE, round: 4 });
  await scene.close();
});

test('election port: whatever comes, from whomever, the next good caller is served', { timeout: 120_000 }, async () => {
  const scene = await openScene({ handshakeTimeoutMs: 200 });
  const head = Buffer.from(introductionOf(LARGE));
  const stream = Buffer.concat([head, framed(frameOf(0)), framed(frameOf(0, 50))]);
  const place = fc.nat({ max: stream.length - 1 });
  const flip = fc.record({ at: place, to: fc.nat({ max: 255 }) });
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([head, bytes])),
    fc.tuple(fc.array(flip, { maxLength: 4 }), place).map(([flips, length]) => {
      const bytes = Buffer.from(stream);
      for (const { at, to } of flips) bytes[at] = to;
      return bytes.subarray(0, length + 1);
    }),
  );
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 8 }), fc.boolean(), async (callers, hangUp) => {
      const sockets = callers.map(() => RawSocket.call(scene.port.address));
      await Promise.all(sockets.map((raw, index) => raw.write(callers[index] as Buffer)));
      if (hangUp) for (const { socket } of sockets) socket.destroy();
      round += 1;
      const good = RawSocket.call(scene.port.address);
      await good.write(Buffer.concat([introductionOf(LARGE), framed(frameOf(round))]));
      await scene.inbox.next((got) => got.from === LARGE && got.round === round);
      scene.port.send(LARGE, frameOf(round));
      while ((await good.readRound()) !== round);
      for (const { socket } of [...sockets, good]) socket.destroy();
    }),
    { numRuns: 200 },
  );
  await scene.close();
});

test('election port: to a peer that does not read, one frame waits, and it is the newest', LIMIT, async () => {
  const scene = await openScene();
  scene.port.send(SMALL, frameOf(0));
  const call = await scene.small.calls.next();
  await call.readCaller();
  assert.equal(await call.readRound(), 0);
  call.socket.pause();
  const padding = 500_000;
  const sent = 400;
  for (let round = 1; round <= sent; round++) {
    scene.port.send(SMALL, frameOf(round, padding));
    await new Promise(setImmediate);
  }
  call.socket.resume();
  const rounds: number[] = [];
  while (rounds.at(-1) !== sent) rounds.push(await call.readRound());
  assert.deepEqual(
    rounds,
    rounds.toSorted((a, b) => a - b),
  );
  assert.ok(rounds.length < sent / 4, `${rounds.length} of ${sent} frames, ${padding} bytes each, were kept for it`);
  await scene.close();
});
