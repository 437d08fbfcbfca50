/**
 * A leader that is about to be one, and a follower that says it has promised the last epoch there is: an epoch behind it would be none, and
 * no server could follow. Server 3 is real; server 1, its only voter, is played.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openElectionPort } from '#impl/net/election-port.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { writeNotification } from '#impl/wire/election.js';
import { sid } from '#spec/model/quorum.js';
import { ZERO, zxid } from '#spec/model/zxid.js';
import { within } from '../guarantees/within.js';
import { startInProcess } from '../guarantees/in-process.js';
import { HOST } from '../peers/ports.js';
import { int } from './bytes.js';
import { FakeLearner, learnerInfo, packet } from './fake-learner.js';

const ensemble = await startInProcess({ absent: [1, 2], awaitServing: false });
after(() => ensemble.close());
const [real] = ensemble.members;
assert(real !== undefined);
const { quorum, election } = real.ports;

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** Votes for whom server 3 votes for, whenever it says anything. */
async function voteForIt(): Promise<() => Promise<void>> {
  const writer = new JuteWriter();
  const opened = await openElectionPort({
    self: sid(1),
    listen: { host: HOST, port: ensemble.ports.get(1)?.election ?? 0 },
    advertised: { host: HOST, port: ensemble.ports.get(1)?.election ?? 0 },
    peers: new Map([[sid(3), [{ host: HOST, port: election }]]]),
    connectTimeoutMs: 1000,
    handshakeTimeoutMs: 1000,
    bindRetries: 1,
    receive: (_from, { electionEpoch, state }) => {
      if (state !== 'looking') return;
      writeNotification(writer, { state: 'looking', leader: 3n, zxid: ZERO, electionEpoch, peerEpoch: 0n, config: '' });
      if (opened.ok) opened.port.send(sid(3), writer.take());
    },
    log: quiet,
  });
  assert.ok(opened.ok);
  return () => opened.port.close();
}

/** The leader listens for learners from when it leads. */
async function open(): Promise<FakeLearner> {
  for (;;) {
    const learner = await FakeLearner.open(quorum).catch(() => null);
    if (learner !== null) return learner;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('the last epoch there is does not become the one before the next', async (t) => {
  const stopVoting = await voteForIt();
  t.after(stopVoting);
  for (const epoch of [0x7fff_ffff, 0x7fff_fffe, 0x4000_0000]) {
    const liar = await within(20_000, 'server 3 listens for learners', open());
    liar.send(packet('FOLLOWERINFO', zxid(epoch, 0), learnerInfo(1n)));
    assert.equal(await within(20_000, 'the leader hangs up', liar.find('LEADERINFO')), null);
  }
  // An honest one afterwards: it says what it has promised, and that is followed.
  const honest = await within(30_000, 'server 3 listens again', open());
  honest.send(packet('FOLLOWERINFO', ZERO, learnerInfo(1n)));
  const { zxid: at } = await honest.expect('LEADERINFO');
  honest.send(packet('ACKEPOCH', ZERO, int(0)));
  await honest.expect('NEWLEADER');
  honest.send(packet('ACK', zxid(at.epoch, 0), null));
  await honest.expect('UPTODATE');
  assert.equal(at.epoch, 1);
  assert.equal(real.mode, 'leader');
  await honest.cut();
});
