/** The order of writes at NEWLEADER is the protocol: history, then epoch, then the ACK (ZK-3911, 4643, 4646, 4785). */
import { test } from 'node:test';
import { sid } from '#spec/model/quorum.js';
import type { Syncing } from '#spec/model/state.js';
import { assertTakes, assertUnreachable, decided, learner, logOf, z } from '../../../../models/servers.js';

const newLeader = { type: 'NEWLEADER', epoch: 2, from: sid(3) } as const;
const ack = { to: sid(3), message: { type: 'ACK', zxid: z('2.0') }, after: 'synced' } as const;
const disk = { acceptedEpoch: 2, currentEpoch: 1, history: logOf('1.1=1'), snapshotZxid: z('0.0') };

function syncing(changes: Partial<Syncing>): Syncing {
  return { mode: 'DIFF', log: logOf('1.1=1'), committed: z('1.1'), newLeader: false, ...changes };
}

test('DIFF: the committed part of the stream is written, then the epoch, and the ACK waits for both', () => {
  const stream = syncing({ log: logOf('1.1=1 1.2=2 1.3=3'), committed: z('1.2') });
  assertTakes(decided(learner(disk, { syncing: stream }), newLeader), 'LearnerOnNewLeader', {
    write: [{ history: logOf('1.1=1 1.2=2') }, { currentEpoch: 2 }],
    set: { syncing: { ...stream, newLeader: true } },
    send: [ack],
  });
});

test('DIFF with nothing new: the history is written all the same, before the epoch', () => {
  const stream = syncing({});
  assertTakes(decided(learner(disk, { syncing: stream }), newLeader), 'LearnerOnNewLeader', {
    write: [{ history: logOf('1.1=1') }, { currentEpoch: 2 }],
    set: { syncing: { ...stream, newLeader: true } },
    send: [ack],
  });
});

for (const mode of ['TRUNC', 'SNAP'] as const) {
  test(`${mode}: the snapshot appears with the log it covers, in one write, before the epoch`, () => {
    const stream = syncing({ mode, log: logOf('1.1=9 1.2=2 2.1=3'), committed: z('1.2') });
    assertTakes(decided(learner(disk, { syncing: stream }), newLeader), 'LearnerOnNewLeader', {
      write: [{ history: logOf('1.1=9 1.2=2'), snapshotZxid: z('1.2') }, { currentEpoch: 2 }],
      set: { syncing: { ...stream, newLeader: true } },
      send: [ack],
    });
  });
}

test('an observer joins the epoch as a follower does', () => {
  const stream = syncing({});
  assertTakes(decided(learner(disk, { role: 'observing', syncing: stream }), newLeader), 'LearnerOnNewLeader', {
    write: [{ history: logOf('1.1=1') }, { currentEpoch: 2 }],
    set: { syncing: { ...stream, newLeader: true } },
    send: [ack],
  });
});

test('refused: before the stream began, a second time, in another epoch, from another leader', () => {
  const begun = learner(disk, { syncing: syncing({}) });
  assertUnreachable(decided(learner(disk), newLeader), 'LearnerOnNewLeader', 'streamBegun');
  assertUnreachable(
    decided(learner(disk, { syncing: syncing({ newLeader: true }) }), newLeader),
    'LearnerOnNewLeader',
    'firstTime',
  );
  assertUnreachable(decided(begun, { ...newLeader, epoch: 3 }), 'LearnerOnNewLeader', 'promisedEpoch');
  assertUnreachable(decided(begun, { ...newLeader, epoch: 1 }), 'LearnerOnNewLeader', 'promisedEpoch');
  assertUnreachable(decided(begun, { ...newLeader, from: sid(2) }), 'LearnerOnNewLeader', 'fromMyLeader');
  assertUnreachable(decided({ ...begun, connected: false }, newLeader), 'LearnerOnNewLeader', 'fromMyLeader');
});
