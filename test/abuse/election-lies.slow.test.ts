/**
 * An election among lies. Server 3 of three is configured and does not run: in its place somebody votes for what does not exist, in rounds and
 * epochs that no election has led to. Once it is silent, servers 1 and 2 must find a leader, now and every time after.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { encodeInitialMessage } from '#impl/wire/election.js';
import { ZERO, zxid } from '#spec/model/zxid.js';
import { startInProcess } from '../guarantees/in-process.js';
import { HOST } from '../peers/ports.js';
import { concat } from './bytes.js';
import { assertServes, assertServesAgain } from './canary.js';
import { FakeLearner, learnerInfo, packet } from './fake-learner.js';
import { notification } from './notification.js';
import { RawSocket } from './raw-socket.js';

const ABSENT = 3;
const ATTACK_MS = 4_000;
const LONG_MAX = 0x7fff_ffff_ffff_ffffn;

const ensemble = await startInProcess({ absent: [ABSENT] });
after(() => ensemble.close());
const { leader, follower } = ensemble;
const introduction = encodeInitialMessage({ sid: BigInt(ABSENT), addresses: [{ host: HOST, port: 1 }] });

test('an election that is disturbed comes to its end once the disturbance is over', async () => {
  const states = ['looking', 'following', 'leading', 'observing'] as const;
  const longs = [0n, 1n, 3n, 77n, -1n, BigInt(Number.MAX_SAFE_INTEGER), 1n << 53n, LONG_MAX, -LONG_MAX - 1n];
  const zxids = [ZERO, zxid(1, 1), zxid(0x7fff_ffff, 0xffff_ffff), zxid(0xffff_ffff, 0xffff_ffff)];
  const lies = states.flatMap((state) =>
    longs.flatMap((electionEpoch) =>
      longs.flatMap((peerEpoch) => zxids.map((at) => notification({ state, leader: 3n, zxid: at, electionEpoch, peerEpoch }))),
    ),
  );
  const raws = await Promise.all(ensemble.members.map(({ ports }) => RawSocket.open(ports.election)));
  for (const raw of raws) raw.send(concat(introduction, ...lies));
  await assertServes(ensemble);
  const lying = setInterval(() => {
    for (const raw of raws) raw.send(concat(...lies));
  }, 50);
  // The leader loses its follower, and they look for a leader while the lies go on.
  const looked = new Set<number>();
  const untilMs = performance.now() + ATTACK_MS;
  while (performance.now() < untilMs) {
    const thief = await FakeLearner.open(leader.ports.quorum).catch(() => null);
    thief?.send(packet('FOLLOWERINFO', ZERO, learnerInfo(BigInt(follower.id))));
    await wait(20);
    for (const { id, mode } of ensemble.members) if (mode === 'looking') looked.add(id);
    await thief?.cut();
  }
  clearInterval(lying);
  assert.ok(looked.size > 0, 'somebody looked for a leader');
  assert.ok(
    raws.every(({ isOver }) => !isOver),
    'the lies were listened to',
  );
  await Promise.all(raws.map((raw) => raw.cut()));
  await assertServesAgain(ensemble, 40_000);
  // And so does every one after it: whatever the lies said of rounds, there is one behind them.
  for (let again = 0; again < 2; again++) {
    const leads = ensemble.leader;
    const others = ensemble.members.filter(({ id }) => id !== leads.id);
    const thief = await FakeLearner.open(leads.ports.quorum);
    thief.send(packet('FOLLOWERINFO', ZERO, learnerInfo(BigInt(others[0]?.id ?? 0))));
    await thief.expect('LEADERINFO');
    await thief.cut();
    await assertServesAgain(ensemble, 20_000);
  }
});
