/** An election port and peers made by hand that behave as Apache's do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openElectionPort } from '#impl/net/election-port.js';
import { showHostPort } from '#impl/wire/host-port.js';
import { RawPeer, RawSocket, Stream, frameOf, framed, introductionOf, openPort, optionsOf } from './election-rig.js';
import { LARGE, SELF, SMALL, openDeaf, openScene } from './election-scene.js';

const LIMIT = { timeout: 30_000 };

/** The bytes in these pieces, each given a chance to arrive alone. */
async function writePieces(raw: RawSocket, pieces: readonly Uint8Array[]): Promise<void> {
  for (const piece of pieces) {
    await raw.write(piece);
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  }
}

test('election port: a smaller server is called, and told who calls, then the newest vote', LIMIT, async () => {
  const scene = await openScene();
  scene.port.send(SMALL, frameOf(1));
  scene.port.send(SMALL, frameOf(2));
  const call = await scene.small.calls.next();
  assert.deepEqual(await call.readCaller(), { sid: BigInt(SELF), address: showHostPort(scene.port.address) });
  assert.equal(await call.readRound(), 2);
  await call.write(framed(frameOf(3)));
  assert.deepEqual(await scene.inbox.next(), { from: SMALL, round: 3 });
  await scene.close();
});

test('election port: a larger server is called and hung up on; it calls back, and gets the mail', LIMIT, async () => {
  const scene = await openScene();
  scene.port.send(LARGE, frameOf(1));
  const call = await scene.large.calls.next();
  assert.equal((await call.readCaller()).sid, BigInt(SELF));
  assert.equal((await call.closed()).length, 0, 'nothing but the first message');
  scene.port.send(LARGE, frameOf(2));
  const back = RawSocket.call(scene.port.address);
  await back.write(introductionOf(LARGE));
  assert.equal(await back.readRound(), 2);
  await scene.close();
});

test('election port: a larger server that does not call back is called again, also if it never hangs up', LIMIT, async () => {
  const scene = await openScene({ handshakeTimeoutMs: 50 });
  scene.large.calls.push = (call) => {
    // Neither reads nor ends.
    call.socket.pause();
    call.socket.removeAllListeners('data');
    scene.large.calls.all.push(call);
    calls();
  };
  let calls = (): void => undefined;
  const twice = new Promise<void>((done) => {
    calls = () => {
      if (scene.large.calls.all.length === 2) done();
    };
  });
  scene.port.send(LARGE, frameOf(1));
  await twice;
  await scene.close();
});

test('election port: a smaller server that calls is hung up on and called back, whatever there was before', LIMIT, async () => {
  const scene = await openScene();
  let before: RawSocket | null = null;
  for (let round = 1; round <= 3; round++) {
    const call = RawSocket.call(scene.port.address);
    await call.write(introductionOf(SMALL));
    await call.closed();
    const back = await scene.small.calls.next();
    await back.readCaller();
    if (before !== null) {
      assert.equal(await back.readRound(), round - 1, 'what was said last is said again');
      await before.closed();
    }
    scene.port.send(SMALL, frameOf(round));
    assert.equal(await back.readRound(), round);
    await back.write(framed(frameOf(round)));
    assert.deepEqual(await scene.inbox.next(), { from: SMALL, round });
    before = back;
  }
  await scene.close();
});

test(
  'election port: it calls back where the caller says it listens, if not there where the configuration says',
  LIMIT,
  async () => {
    const scene = await openScene();
    const elsewhere = await RawPeer.open();
    await scene.small.close();
    const call = RawSocket.call(scene.port.address);
    await call.write(
      introductionOf(SMALL, [{ host: '0.0.0.0', port: elsewhere.address.port }, scene.small.address, elsewhere.address]),
    );
    const back = await elsewhere.calls.next();
    assert.equal((await back.readCaller()).sid, BigInt(SELF));

    const { port } = elsewhere.address;
    const wildcards = ['0.0.0.0', '::', '0:0::0', '::ffff:0.0.0.0'].map((host) => ({ host, port }));
    await RawSocket.call(scene.port.address).write(introductionOf(SMALL, wildcards));
    const { text } = await scene.lines.next(({ code }) => code === 'ZAB-N008');
    assert.match(text, new RegExp(showHostPort(scene.small.address)));
    for (const wildcard of wildcards) assert.ok(!text.includes(showHostPort(wildcard)), text);
    assert.equal(elsewhere.calls.all.length, 1);
    await elsewhere.close();
    await scene.close();
  },
);

test(
  'election port: first message and frames may be cut anywhere; each new connection replaces the one before',
  LIMIT,
  async () => {
    const scene = await openScene();
    scene.port.send(LARGE, frameOf(1000));
    const head = introductionOf(LARGE, [{ host: 'a', port: 1 }]);
    const frames = [framed(frameOf(1)), framed(frameOf(2, 10))];
    const stream = Buffer.concat([head, ...frames]);
    let before: RawSocket | null = null;
    for (let cut = 0; cut <= stream.length; cut++) {
      const call = RawSocket.call(scene.port.address);
      await writePieces(call, [stream.subarray(0, cut), stream.subarray(cut)]);
      assert.deepEqual(await scene.inbox.next(), { from: LARGE, round: 1 }, `cut at ${cut}`);
      assert.deepEqual(await scene.inbox.next(), { from: LARGE, round: 2 }, `cut at ${cut}`);
      assert.equal(await call.readRound(), 1000);
      if (before !== null) await before.closed();
      before = call;
    }
    const call = RawSocket.call(scene.port.address);
    await writePieces(
      call,
      Array.from(stream, (byte) => Uint8Array.of(byte)),
    );
    assert.deepEqual(await scene.inbox.next(), { from: LARGE, round: 1 });
    assert.deepEqual(await scene.inbox.next(), { from: LARGE, round: 2 });
    await scene.close();
  },
);

test('election port: a server from before 3.5 says its id alone', LIMIT, async () => {
  const scene = await openScene();
  const call = RawSocket.call(scene.port.address);
  await call.write(introductionOf(LARGE).subarray(8, 16));
  await call.write(framed(frameOf(1).subarray(0, 28)));
  assert.deepEqual(await scene.inbox.next(), { from: LARGE, round: 1 });
  await scene.close();
});

test('election port: an address that does not answer costs a limited time; then the next is tried', LIMIT, async () => {
  const deaf = await openDeaf();
  const peer = await RawPeer.open();
  const { port } = await openPort(SELF, new Map([[SMALL, [deaf.address, peer.address]]]), { connectTimeoutMs: 200 });
  const started = performance.now();
  port.send(SMALL, frameOf(1));
  const call = await peer.calls.next();
  assert.ok(performance.now() - started >= 190, 'the first was waited for');
  await call.readCaller();
  assert.equal(await call.readRound(), 1);
  await port.close();
  await peer.close();
  deaf.close();
});

test('election port: a larger server that calls is not called any more', LIMIT, async () => {
  const deaf = await openDeaf();
  const peer = await RawPeer.open();
  const opened = await openPort(SELF, new Map([[LARGE, [deaf.address, peer.address]]]), { connectTimeoutMs: 100 });
  opened.port.send(LARGE, frameOf(1));
  const call = RawSocket.call(opened.port.address);
  await call.write(introductionOf(LARGE));
  assert.equal(await call.readRound(), 1);
  // For longer than the first address is given.
  const accepted = performance.now();
  for (let round = 2; performance.now() - accepted < 250; round++) {
    opened.port.send(LARGE, frameOf(round));
    assert.equal(await call.readRound(), round);
  }
  assert.equal(peer.calls.all.length, 0);
  await opened.port.close();
  await peer.close();
  deaf.close();
});

test('election port: nothing is received once it closes, not even what came with the frame before', LIMIT, async () => {
  const rounds: bigint[] = [];
  const closed = new Stream<Promise<void>>();
  let close = (): Promise<void> => Promise.resolve();
  const { options } = optionsOf(SELF, new Map([[LARGE, [{ host: '127.0.0.1', port: 1 }]]]));
  const opened = await openElectionPort({
    ...options,
    receive: (_from, { electionEpoch }) => {
      rounds.push(electionEpoch);
      if (electionEpoch === 2n) closed.push(close());
    },
  });
  assert.ok(opened.ok);
  close = () => opened.port.close();
  const call = RawSocket.call(opened.port.address);
  await call.write(Buffer.concat([introductionOf(LARGE), ...[1, 2, 3].map((round) => framed(frameOf(round)))]));
  await closed.next();
  assert.deepEqual(rounds, [1n, 2n]);
});

test('election port: who calls while it is being called in vain is called where it says it listens', LIMIT, async () => {
  const deaf = await openDeaf();
  const peer = await RawPeer.open();
  const { port, lines } = await openPort(SELF, new Map([[SMALL, [deaf.address]]]), { connectTimeoutMs: 200 });
  for (const told of [deaf.address, peer.address]) {
    const call = RawSocket.call(port.address);
    await call.write(introductionOf(SMALL, [told]));
    await call.closed();
  }
  await lines.next(({ code }) => code === 'ZAB-N008');
  const back = await peer.calls.next();
  assert.equal((await back.readCaller()).sid, BigInt(SELF));
  await port.close();
  await peer.close();
  deaf.close();
});
