/**
 * The quorum port of a leader. Server 3 of three is configured and does not run: in its place somebody speaks who means harm. Servers 1 and
 * 2 must go on, and everything that clients write through them must come through.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { opCode } from '#impl/wire/op-codes.js';
import { PACKET_TYPES } from '#impl/wire/quorum-packet.js';
import type { PacketName } from '#impl/wire/quorum-packet.js';
import { ZERO, zxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { nodeBody } from '../guarantees/expect.js';
import { within } from '../guarantees/within.js';
import { startInProcess } from '../guarantees/in-process.js';
import { concat, int, long, mutated, requestFrame, text } from './bytes.js';
import { assertServes, assertServesAgain } from './canary.js';
import { FakeLearner, learnerInfo, packet, requestPacket } from './fake-learner.js';
import { RawSocket } from './raw-socket.js';

const ABSENT = 3;

const ensemble = await startInProcess({ absent: [ABSENT] });
after(() => ensemble.close());
const { leader, follower } = ensemble;
const { quorum } = leader.ports;

/** Of its real follower, and of the ensemble: neither may have been lost meanwhile. */
async function assertUnharmed(): Promise<void> {
  assert.equal(leader.mode, 'leader');
  assert.equal(follower.mode, 'follower');
  await assertServes(ensemble);
}

async function lastZxid(): Promise<Zxid> {
  const driver = await leader.connect();
  const last = await driver.ping();
  await driver.cut();
  return last;
}

async function join(): Promise<FakeLearner> {
  const last = await lastZxid();
  return FakeLearner.join(quorum, ABSENT, last.epoch, last);
}

/** Bodies of writes, without their headers. */
const createBody = requestFrame(1, 'create', nodeBody('/forged', 'data')).subarray(12);
const WRITE_CODES = [
  'create',
  'create2',
  'createContainer',
  'createTTL',
  'delete',
  'setData',
  'setACL',
  'multi',
  'reconfig',
] as const;

/** As in a snapshot: open to all, never changed. */
function treeNode(path: string, bytes: number): Uint8Array {
  return concat(text(path), int(bytes), new Uint8Array(bytes), long(-1n), new Uint8Array(60));
}

test('requests that cannot be read do not stop the writes of others', async () => {
  const learner = await join();
  const session = 0x0300_0000_0000_0001n;
  const bodies = [new Uint8Array(0), int(-7), text('/forged'), createBody.subarray(0, -3), new Uint8Array(64).fill(0xff)];
  let cxid = 0;
  for (const body of bodies) {
    for (const op of WRITE_CODES) learner.send(requestPacket(session, ++cxid, opCode(op), body));
  }
  // Not writes at all, though they come as such.
  for (const code of [opCode('getData'), opCode('ping'), opCode('sync'), opCode('auth'), 0, 99, -1, 0x7fff_ffff]) {
    learner.send(requestPacket(session, ++cxid, code, text('/forged')));
  }
  await assertUnharmed();
  // Of a session that there is not: refused, and in order with the rest.
  learner.send(requestPacket(session, 0, opCode('create'), createBody));
  await assertUnharmed();
  const driver = await follower.connect();
  await driver.sync();
  assert.equal(await driver.exists('/forged'), null);
  await driver.closeSession();
  await learner.cut();
  await assertUnharmed();
});

test('a follower does not hand on what cannot be read', async () => {
  const driver = await follower.connect();
  const before = await driver.ping();
  for (const op of WRITE_CODES) {
    for (const body of [new Uint8Array(0), int(-7), text('/x')]) {
      const reply = await driver.requestBytes(opCode(op), body);
      assert.equal(reply.err, -5, op);
    }
  }
  assert.deepEqual(await driver.ping(), before, 'the leader has not heard of it');
  await driver.closeSession();
  await assertUnharmed();
});

test('who is not in the configuration is not let in', async () => {
  const max = 0x7fff_ffff_ffff_ffffn;
  for (const id of [0n, 4n, 255n, -1n, max, -max - 1n, (1n << 32n) + 1n, BigInt(leader.id)]) {
    for (const name of ['FOLLOWERINFO', 'OBSERVERINFO'] as const) {
      const stranger = await FakeLearner.open(quorum);
      stranger.send(packet(name, ZERO, learnerInfo(id)));
      await stranger.untilClosed(`server ${String(id)} is refused`);
    }
  }
  for (const data of [null, new Uint8Array(0), int(ABSENT), new Uint8Array(7)]) {
    const stranger = await FakeLearner.open(quorum);
    stranger.send(packet('FOLLOWERINFO', ZERO, data));
    await stranger.untilClosed('who does not say who he is, is refused');
  }
  await assertUnharmed();
});

test('who begins with anything but an introduction is not let in', async () => {
  for (const name of Object.keys(PACKET_TYPES) as PacketName[]) {
    if (name === 'FOLLOWERINFO' || name === 'OBSERVERINFO') continue;
    const stranger = await FakeLearner.open(quorum);
    stranger.send(packet(name, zxid(1, 0), new Uint8Array(16)));
    await stranger.untilClosed(`${name} is refused`);
  }
  await assertUnharmed();
});

test('who sends a tree is not listened to, however long it is', async () => {
  const joined = await join();
  for (const stranger of [await FakeLearner.open(quorum), joined]) {
    stranger.send(packet('SNAP', zxid(1, 0), null));
    // No sessions, no lists; the root; then nodes, one after the other, without end.
    stranger.send(concat(int(0), int(0), treeNode('', 0)));
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 300 && !stranger.isOver; count++) {
      stranger.send(treeNode(`/n${count}`, 100_000));
      await Promise.race([stranger.closed, new Promise((resolve) => setImmediate(resolve))]);
    }
    await stranger.untilClosed('a tree is refused');
    assert.ok(process.memoryUsage().arrayBuffers - before < 20_000_000, 'it was not kept');
  }
  await assertUnharmed();
});

test('lengths that are negative or absurd end the connection, and cost no memory', async () => {
  const before = process.memoryUsage().arrayBuffers;
  for (const length of [-2, -0x8000_0000, 0x7fff_ffff, 0x1000_0000]) {
    const stranger = await FakeLearner.open(quorum);
    stranger.send(concat(int(11), long(0n), int(length)));
    await stranger.untilClosed(`length ${length} is refused`);
    const counted = await FakeLearner.open(quorum);
    counted.send(concat(int(11), long(0n), int(0), int(length)));
    await counted.untilClosed(`${length} identities are refused`);
  }
  assert.ok(process.memoryUsage().arrayBuffers - before < 10_000_000);
  await assertUnharmed();
});

test('those who say nothing, or stop in the middle, do not keep others out', async () => {
  const silent = await Promise.all(Array.from({ length: 150 }, () => RawSocket.open(quorum)));
  for (const raw of silent) raw.send(int(11));
  const learner = await join();
  await assertUnharmed();
  await learner.cut();
  await Promise.all(silent.map((raw) => raw.cut()));
});

test('a learner that joins with any history is synchronized or refused', async () => {
  const last = await lastZxid();
  const histories = [ZERO, last, zxid(last.epoch, 0xffff_ffff), zxid(last.epoch - 1, 1), zxid(last.epoch, last.counter + 1)];
  for (const history of [...histories, zxid(last.epoch + 1, 0), zxid(0x7fff_ffff, 0xffff_ffff)]) {
    for (const currentEpoch of [-1, 0, last.epoch - 1, last.epoch, last.epoch + 1, 0x7fff_ffff, -0x8000_0000]) {
      const learner = await FakeLearner.open(quorum);
      learner.send(packet('FOLLOWERINFO', zxid(last.epoch, 0), learnerInfo(BigInt(ABSENT))));
      await learner.expect('LEADERINFO');
      learner.send(packet('ACKEPOCH', history, int(currentEpoch)));
      const more = Promise.race([learner.closed, new Promise((resolve) => learner.socket.once('data', resolve))]);
      await within(10_000, 'the leader answers or hangs up', more);
      await learner.cut();
    }
  }
  await assertUnharmed();
});

test('an epoch larger than any does not make the leader give up its own', async () => {
  for (const epoch of [0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
    const learner = await FakeLearner.open(quorum);
    learner.send(packet('FOLLOWERINFO', zxid(epoch, 0), learnerInfo(BigInt(ABSENT))));
    const more = Promise.race([learner.closed, new Promise((resolve) => learner.socket.once('data', resolve))]);
    await within(10_000, 'the leader answers or hangs up', more);
    await learner.cut();
  }
  await assertUnharmed();
});

test('any packets, once it has joined', async () => {
  const last = await lastZxid();
  const codes = Object.values(PACKET_TYPES).map(({ code }) => code);
  const anyZxid = fc.oneof(
    fc.constantFrom(last, ZERO, zxid(last.epoch, 0xffff_ffff), zxid(last.epoch + 1, 0), zxid(0xffff_ffff, 0xffff_ffff)),
    fc.nat(2000).map((ahead) => zxid(last.epoch, last.counter + ahead)),
  );
  const data = fc.oneof(
    fc.constant(null),
    fc.uint8Array({ maxLength: 40 }),
    fc.constant(concat(long(1n), int(1), int(1), createBody)),
    fc.constant(concat(long(1n), int(9), int(opCode('closeSession')))),
    fc.constant(concat(long(0x0100_0000_0000_0001n), int(30_000))),
  );
  const anyPacket = fc.tuple(fc.constantFrom(...codes), anyZxid, data).map(([code, at, body]) => packet(code, at, body));
  let learner = await join();
  await fc.assert(
    fc.asyncProperty(fc.array(anyPacket, { minLength: 1, maxLength: 5 }), async (packets) => {
      if (learner.isOver) learner = await join();
      learner.send(concat(...packets));
      await assertServes(ensemble);
    }),
    { numRuns: 40, endOnFailure: true },
  );
  await learner.cut();
  await assertUnharmed();
});

test('who says that he is the follower that is there does harm, but not for long', async () => {
  const thief = await FakeLearner.open(quorum);
  thief.send(packet('FOLLOWERINFO', zxid(0, 0), learnerInfo(BigInt(follower.id))));
  await thief.expect('LEADERINFO');
  await thief.cut();
  await assertServesAgain(ensemble, 30_000);
});

test('packets with a few things wrong, from the first on', async () => {
  const last = await lastZxid();
  const first = packet('FOLLOWERINFO', zxid(last.epoch, 0), learnerInfo(BigInt(ABSENT)));
  const valid = [
    first,
    packet('ACKEPOCH', last, int(last.epoch)),
    packet('ACK', zxid(last.epoch, 0), null),
    packet('PING', last, concat(long(1n), int(1000))),
    packet('REVALIDATE', ZERO, concat(long(1n), int(1000))),
    requestPacket(1n, 1, opCode('create'), createBody),
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(mutated(valid), { minLength: 1, maxLength: 5 }), fc.boolean(), async (packets, known) => {
      const raw = await RawSocket.open(quorum);
      raw.send(concat(...(known ? [first] : []), ...packets));
      raw.socket.end();
      await within(10_000, 'the leader closes behind who has ended', raw.closed);
    }),
    { numRuns: 100, endOnFailure: true },
  );
  await assertUnharmed();
});
