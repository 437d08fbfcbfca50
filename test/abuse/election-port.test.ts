/**
 * The election port. Server 3 of three is configured and does not run: in its place somebody calls who means harm. While servers 1 and 2 are
 * settled nothing of it matters.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { encodeInitialMessage } from '#impl/wire/election.js';
import { ZERO } from '#spec/model/zxid.js';
import { within } from '../guarantees/within.js';
import { startInProcess } from '../guarantees/in-process.js';
import { HOST } from '../peers/ports.js';
import { concat, framed, int, long, mutated, text } from './bytes.js';
import { assertServes } from './canary.js';
import { notification } from './notification.js';
import { RawSocket } from './raw-socket.js';

const ABSENT = 3;
const LONG_MAX = 0x7fff_ffff_ffff_ffffn;

const ensemble = await startInProcess({ absent: [ABSENT] });
after(() => ensemble.close());
const { leader, follower } = ensemble;

async function assertUnharmed(): Promise<void> {
  assert.equal(leader.mode, 'leader');
  assert.equal(follower.mode, 'follower');
  await assertServes(ensemble);
}

const introduction = encodeInitialMessage({ sid: BigInt(ABSENT), addresses: [{ host: HOST, port: 1 }] });

const looking = notification({ state: 'looking', leader: 3n, zxid: ZERO, electionEpoch: 1n, peerEpoch: 0n });

test('any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, known) => {
      const raw = await RawSocket.open(leader.ports.election);
      raw.send(known ? concat(introduction, framed(bytes)) : bytes);
      raw.socket.end();
      await within(10_000, 'the server closes behind who has ended', raw.closed);
    }),
    { numRuns: 100, endOnFailure: true },
  );
  await assertUnharmed();
});

test('introductions and notifications with a few things wrong', async () => {
  await fc.assert(
    fc.asyncProperty(mutated([introduction]), fc.array(mutated([looking]), { maxLength: 4 }), async (first, frames) => {
      const raw = await RawSocket.open(follower.ports.election);
      raw.send(concat(first, ...frames));
      raw.socket.end();
      await within(10_000, 'the server closes behind who has ended', raw.closed);
    }),
    { numRuns: 100, endOnFailure: true },
  );
  await assertUnharmed();
});

test('callers that are not in the configuration, and lengths that are absurd', async () => {
  const head = long(-65536n);
  const wrong = [
    long(77n),
    long(LONG_MAX),
    long(BigInt(leader.id)),
    concat(head, long(77n), text(`${HOST}:1`)),
    concat(head, long(-5n), text(`${HOST}:1`)),
    concat(head, long(LONG_MAX), text(`${HOST}:1`)),
    concat(head, long(3n), int(-1)),
    concat(head, long(3n), int(0x7fff_ffff)),
    concat(head, long(3n), text('')),
    concat(long(-1n), long(3n), text(`${HOST}:1`)),
    concat(introduction, int(-1)),
    concat(introduction, int(0)),
    concat(introduction, int(0x7fff_ffff)),
  ];
  for (const [index, bytes] of wrong.entries()) {
    const raw = await RawSocket.open(leader.ports.election);
    raw.send(bytes);
    await within(5_000, `caller ${index} is refused`, raw.closed);
  }
  await assertUnharmed();
});

test('callers that say nothing are few, and those that ask to be called back at strange places are no loss', async () => {
  const silent = await Promise.all(Array.from({ length: 200 }, () => RawSocket.open(leader.ports.election)));
  const lower = encodeInitialMessage({
    sid: 1n,
    addresses: [
      { host: HOST, port: 1 },
      { host: '0.0.0.0', port: 2 },
    ],
  });
  for (let count = 0; count < 20; count++) {
    const raw = await RawSocket.open(leader.ports.election);
    raw.send(lower);
    await within(5_000, 'who calls to be called back is hung up on', raw.closed);
  }
  await assertUnharmed();
  assert.ok(silent.filter(({ isOver }) => isOver).length >= 100, 'the oldest are let go');
  await Promise.all(silent.map((raw) => raw.cut()));
});
