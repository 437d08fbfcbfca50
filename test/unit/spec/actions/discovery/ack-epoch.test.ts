/** The leader's side of ACKEPOCH: who counts, who is ahead, and what a quorum sets going. */
import { test } from 'node:test';
import { sid } from '#spec/model/quorum.js';
import { assertTakes, assertUnreachable, decided, leader, logOf, observer, voter, z } from '../../../../models/servers.js';

const discovery = { phase: 'discovery' } as const;
const disk = { acceptedEpoch: 2, currentEpoch: 1, history: logOf('1.1=1') };
const ackEpoch = (from: number, currentEpoch: number, lastZxid: string) =>
  ({ type: 'ACKEPOCH', currentEpoch, lastZxid: z(lastZxid), from: sid(from) }) as const;

test('a quorum has promised: the leader joins the epoch, and stream and own ACK wait for that write', () => {
  const s = leader(disk, { learners: { 1: voter('informed'), 4: observer('acknowledged', z('1.1')) } }, discovery);
  assertTakes(decided(s, ackEpoch(1, 0, '0.0')), 'LeaderOnAckEpoch', {
    write: [{ currentEpoch: 2 }],
    set: {
      phase: 'synchronization',
      leading: {
        ...s.leading,
        learners: { 1: voter('syncing', z('1.1')), 4: observer('syncing', z('1.1')) },
        electing: [sid(1), sid(3)],
      },
    },
    send: [
      { to: sid(1), message: { type: 'DIFF', zxid: z('1.1') }, after: 'synced' },
      { to: sid(1), message: { type: 'PROPOSAL', zxid: z('1.1'), value: 1 }, after: 'synced' },
      { to: sid(1), message: { type: 'COMMIT', zxid: z('1.1') }, after: 'synced' },
      { to: sid(1), message: { type: 'NEWLEADER', epoch: 2 }, after: 'synced' },
      { to: sid(4), message: { type: 'DIFF', zxid: z('1.1') }, after: 'synced' },
      { to: sid(4), message: { type: 'NEWLEADER', epoch: 2 }, after: 'synced' },
      { to: sid(3), message: { type: 'ACK', zxid: z('2.0') }, after: 'synced' },
    ],
  });
});

test('-1 for the epoch: acknowledged, not counted, and never ahead', () => {
  const s = leader(disk, { learners: { 1: voter('informed') } }, discovery);
  assertTakes(decided(s, ackEpoch(1, -1, '1.9')), 'LeaderOnAckEpoch', {
    set: { leading: { ...s.leading, learners: { 1: voter('acknowledged', z('1.9')) } } },
  });
});

test('an observer is acknowledged, not counted', () => {
  const s = leader(disk, { learners: { 4: observer('informed') } }, discovery);
  assertTakes(decided(s, ackEpoch(4, 1, '1.1')), 'LeaderOnAckEpoch', {
    set: { leading: { ...s.leading, learners: { 4: observer('acknowledged', z('1.1')) } } },
  });
});

for (const [what, currentEpoch, lastZxid] of [
  ['in its epoch', 2, '0.0'],
  ['in its log', 1, '1.2'],
] as const) {
  test(`a follower that is ahead ${what} is turned away`, () => {
    const s = leader(disk, { learners: { 1: voter('informed') } }, discovery);
    assertTakes(decided(s, ackEpoch(1, currentEpoch, lastZxid)), 'LeaderRejectsMoreRecent', {
      set: { leading: { ...s.leading, learners: {} } },
      close: [sid(1)],
    });
  });
}

test('late, before broadcast: the whole log, behind the disk', () => {
  const s = leader(
    { ...disk, currentEpoch: 2 },
    { electing: [sid(1), sid(3)], learners: { 2: voter('informed') } },
    { phase: 'synchronization' },
  );
  assertTakes(decided(s, ackEpoch(2, 1, '1.1')), 'LeaderOnLateAckEpoch', {
    set: { leading: { ...s.leading, learners: { 2: voter('syncing', z('1.1')) } } },
    send: [
      { to: sid(2), message: { type: 'DIFF', zxid: z('1.1') }, after: 'synced' },
      { to: sid(2), message: { type: 'NEWLEADER', epoch: 2 }, after: 'synced' },
    ],
  });
});

test('late, in broadcast: at once, with commits for what is committed and proposals for the rest', () => {
  const s = leader(
    { acceptedEpoch: 2, currentEpoch: 2, history: logOf('1.1=1 2.1=2') },
    { electing: [sid(1), sid(3)], learners: { 2: voter('informed') } },
    { lastCommitted: z('1.1') },
  );
  assertTakes(decided(s, ackEpoch(2, 1, '0.0')), 'LeaderOnLateAckEpoch', {
    set: { leading: { ...s.leading, learners: { 2: voter('syncing', z('1.1')) } } },
    send: [
      { to: sid(2), message: { type: 'DIFF', zxid: z('1.1') }, after: 'now' },
      { to: sid(2), message: { type: 'PROPOSAL', zxid: z('1.1'), value: 1 }, after: 'now' },
      { to: sid(2), message: { type: 'COMMIT', zxid: z('1.1') }, after: 'now' },
      { to: sid(2), message: { type: 'PROPOSAL', zxid: z('2.1'), value: 2 }, after: 'now' },
      { to: sid(2), message: { type: 'NEWLEADER', epoch: 2 }, after: 'now' },
    ],
  });
});

test('refused: an ACKEPOCH that was not asked for', () => {
  const s = leader(disk, { learners: { 1: voter('acknowledged') } }, discovery);
  assertUnreachable(decided(s, ackEpoch(1, 1, '1.1')), 'LeaderOnAckEpoch', 'epochWasSent');
  assertUnreachable(decided(s, ackEpoch(2, 1, '1.1')), 'LeaderOnAckEpoch', 'epochWasSent');
});
