import { test } from 'node:test';
import { sid } from '#spec/model/quorum.js';
import { assertTakes, decided, envOf, leader, observer, voter } from '../../../../models/servers.js';
import { majorityOf } from '#spec/model/quorum.js';

const discovery = { phase: 'discovery' } as const;
const disk = { acceptedEpoch: 1, currentEpoch: 1 };

test('a quorum has connected: the epoch is on disk before anyone is told', () => {
  const s = leader(disk, { proposedEpoch: 2, learners: { 4: observer('waiting') } }, discovery);
  assertTakes(decided(s, { type: 'FOLLOWERINFO', acceptedEpoch: 0, from: sid(1) }), 'LeaderOnFollowerInfo', {
    write: [{ acceptedEpoch: 2 }],
    set: {
      leading: { ...s.leading, learners: { 1: voter('informed'), 4: observer('informed') }, connecting: [sid(1), sid(3)] },
    },
    send: [
      { to: sid(1), message: { type: 'LEADERINFO', epoch: 2 }, after: 'synced' },
      { to: sid(4), message: { type: 'LEADERINFO', epoch: 2 }, after: 'synced' },
    ],
  });
});

test('a follower has promised more: the epoch proposed is above that', () => {
  const s = leader(disk, { proposedEpoch: 2 }, discovery);
  assertTakes(decided(s, { type: 'FOLLOWERINFO', acceptedEpoch: 5, from: sid(1) }), 'LeaderOnFollowerInfo', {
    write: [{ acceptedEpoch: 6 }],
    set: { leading: { ...s.leading, proposedEpoch: 6, learners: { 1: voter('informed') }, connecting: [sid(1), sid(3)] } },
    send: [{ to: sid(1), message: { type: 'LEADERINFO', epoch: 6 }, after: 'synced' }],
  });
});

test('no quorum yet, of five: nothing is written, nobody is told', () => {
  const voters = [1, 2, 3, 4, 5].map(sid);
  const env = envOf(3, { voters, isQuorum: majorityOf(voters) });
  const s = leader(disk, { proposedEpoch: 2 }, discovery);
  assertTakes(decided(s, { type: 'FOLLOWERINFO', acceptedEpoch: 3, from: sid(1) }, env), 'LeaderOnFollowerInfo', {
    set: { leading: { ...s.leading, proposedEpoch: 4, learners: { 1: voter('waiting') }, connecting: [sid(1), sid(3)] } },
  });
});

test('an observer waits with the others and completes no quorum', () => {
  const s = leader(disk, { proposedEpoch: 2 }, discovery);
  assertTakes(decided(s, { type: 'OBSERVERINFO', acceptedEpoch: 3, from: sid(4) }), 'LeaderOnObserverInfo', {
    set: { leading: { ...s.leading, proposedEpoch: 4, learners: { 4: observer('waiting') } } },
  });
});

test('after the epoch was decided a follower is told which, behind the disk, and counted nowhere', () => {
  const s = leader(
    { acceptedEpoch: 2, currentEpoch: 1 },
    { connecting: [sid(1), sid(3)], learners: { 1: voter('informed') } },
    discovery,
  );
  assertTakes(decided(s, { type: 'FOLLOWERINFO', acceptedEpoch: 9, from: sid(2) }), 'LeaderOnLateFollowerInfo', {
    set: { leading: { ...s.leading, learners: { 1: voter('informed'), 2: voter('informed') } } },
    send: [{ to: sid(2), message: { type: 'LEADERINFO', epoch: 2 }, after: 'synced' }],
  });
});
