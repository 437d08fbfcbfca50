import { test } from 'node:test';
import { sid } from '#spec/model/quorum.js';
import { assertTakes, assertUnreachable, decided, leader, logOf, observer, voter, z } from '../../../../models/servers.js';

const disk = { acceptedEpoch: 2, currentEpoch: 2, history: logOf('1.1=1 1.2=2') };
const synchronizing = { phase: 'synchronization' } as const;
const ack = (from: number, id = '2.0') => ({ type: 'ACK', zxid: z(id), from: sid(from) }) as const;

test("one follower has joined, the leader's own disk has not: nobody is told", () => {
  const s = leader(disk, { learners: { 1: voter('syncing', z('1.2')) } }, synchronizing);
  assertTakes(decided(s, ack(1)), 'LeaderOnNewLeaderAck', {
    set: { leading: { ...s.leading, learners: { 1: voter('synced', z('1.2')) }, newLeaderAcks: [sid(1)] } },
  });
});

test('two followers have joined, a quorum without the leader: it is not established on their word', () => {
  const s = leader(
    disk,
    { learners: { 1: voter('syncing', z('1.2')), 2: voter('synced', z('1.2')) }, newLeaderAcks: [sid(2)] },
    synchronizing,
  );
  assertTakes(decided(s, ack(1)), 'LeaderOnNewLeaderAck', {
    set: {
      leading: {
        ...s.leading,
        learners: { 1: voter('synced', z('1.2')), 2: voter('synced', z('1.2')) },
        newLeaderAcks: [sid(1), sid(2)],
      },
    },
  });
});

test("a quorum with the leader's own disk: the whole log is committed, and everyone who has joined may serve", () => {
  const learners = { 1: voter('synced', z('1.2')), 2: voter('syncing', z('1.2')), 4: observer('synced', z('1.2')) };
  const s = leader(disk, { learners, newLeaderAcks: [sid(1)] }, synchronizing);
  assertTakes(decided(s, ack(3)), 'LeaderOnNewLeaderAck', {
    set: {
      phase: 'broadcast',
      lastCommitted: z('1.2'),
      vote: { leader: sid(3), zxid: z('0.0'), epoch: 2 },
      leading: {
        ...s.leading,
        learners: { 1: voter('active', z('1.2')), 2: voter('syncing', z('1.2')), 4: observer('active', z('1.2')) },
        newLeaderAcks: [sid(1), sid(3)],
        ackedBySelf: z('1.2'),
      },
    },
    send: [
      { to: sid(1), message: { type: 'UPTODATE' }, after: 'now' },
      { to: sid(4), message: { type: 'UPTODATE' }, after: 'now' },
    ],
  });
});

test('an observer joins, and is counted nowhere', () => {
  const s = leader(disk, { learners: { 4: observer('syncing', z('1.2')) }, newLeaderAcks: [sid(3)] }, synchronizing);
  assertTakes(decided(s, ack(4)), 'LeaderOnNewLeaderAck', {
    set: { leading: { ...s.leading, learners: { 4: observer('synced', z('1.2')) }, newLeaderAcks: [sid(3)] } },
  });
});

test('refused: of another epoch, twice, from one who owes none', () => {
  const s = leader(
    disk,
    { learners: { 1: voter('synced'), 2: voter('syncing') }, newLeaderAcks: [sid(1), sid(3)] },
    synchronizing,
  );
  assertUnreachable(decided(s, ack(2, '1.0')), 'LeaderOnNewLeaderAck', 'thisEpoch');
  assertUnreachable(decided(s, ack(2, '1.2')), 'LeaderOnNewLeaderAck', 'ofNewLeader');
  assertUnreachable(decided(s, ack(1)), 'LeaderOnNewLeaderAck', 'awaited');
  assertUnreachable(decided(s, ack(3)), 'LeaderOnNewLeaderAck', 'awaited');
});
