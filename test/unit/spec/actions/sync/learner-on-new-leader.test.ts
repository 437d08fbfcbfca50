/** The order of writes at NEWLEADER is the protocol: history, then epoch, then the ACK (ZK-3911, 4643, 4646, 4785). */
import { test } from 'node:test';
import { sid } from '#spec/model/quorum.js';
import type { Syncing } from '#spec/model/state.js';
import { assertTakes, assertUnreachable, decided, learner, logOf, z } from '../../../../models/servers.js';

const newLeader = { type: 'NEWLEADER', epoch: 2, from: sid(3) } as const;
const ack = { to: sid(3), message: { type: 'ACK', zxid: z('2.0') }, after: 'synced' } as const;
const disk = { acceptedEpoch: 2, currentEpoch: 1, history: logOf('1.1=1'), snapshotZxid: z('0.0') };

function syncing(changes: Partial<Syncing>): Syncing {
  return { mode: 'DIFF', log: logOf('1.1=1'), committed: z('1.1'), snapshot: z('0.0'), newLeader: false, ...changes };
}

test('DIFF: the committed part of the stream is written, then the epoch, and the ACK waits for both', () => {
  const stream = syncing({ log: logOf('1.1=1 1.2=2 1.3=3'), committed: z('1.2') });
  assertTakes(decided(learner(disk, { syncing: stream }), newLeader), 'LearnerOnNewLeader', {
    write: [{ history: logOf('1.1=1 1.2=2') }, { currentEpoch: 2 }],
    set: { lastCommitted: z('0.0'), syncing: { ...stream, newLeader: true } },
    send: [ack],
  });
});

test('DIFF with nothing new: the history is written all the same, before the epoch', () => {
  const stream = syncing({});
  assertTakes(decided(learner(disk, { syncing: stream }), newLeader), 'LearnerOnNewLeader', {
    write: [{ history: logOf('1.1=1') }, { currentEpoch: 2 }],
    set: { lastCommitted: z('0.0'), syncing: { ...stream, newLeader: true } },
    send: [ack],
  });
});

test('TRUNC: what followed the cut is written, and no snapshot: nothing says yet that it will be committed', () => {
  const stream = syncing({ mode: 'TRUNC', log: logOf('1.1=1 2.1=3 2.2=4'), committed: z('2.1') });
  assertTakes(decided(learner(disk, { syncing: stream }), newLeader), 'LearnerOnNewLeader', {
    write: [{ history: logOf('1.1=1 2.1=3') }, { currentEpoch: 2 }],
    set: { lastCommitted: z('0.0'), syncing: { ...stream, newLeader: true } },
    send: [ack],
  });
});

test('SNAP: snapshot and log are written before the epoch; the snapshot is delivered, what followed it is not', () => {
  const stream = syncing({ mode: 'SNAP', log: logOf('1.1=9 1.2=2 2.1=3 2.2=4'), committed: z('2.1'), snapshot: z('1.2') });
  assertTakes(decided(learner(disk, { syncing: stream }), newLeader), 'LearnerOnNewLeader', {
    write: [{ history: logOf('1.1=9 1.2=2 2.1=3'), snapshotZxid: z('1.2') }, { currentEpoch: 2 }],
    set: { lastCommitted: z('1.2'), syncing: { ...stream, newLeader: true } },
    send: [ack],
  });
});

test('SNAP as a server gets it: the log begins at the snapshot', () => {
  const stream = syncing({ mode: 'SNAP', log: logOf('2.1=3', z('1.2')), committed: z('2.1'), snapshot: z('1.2') });
  assertTakes(decided(learner(disk, { syncing: stream }), newLeader), 'LearnerOnNewLeader', {
    write: [{ history: logOf('2.1=3', z('1.2')), snapshotZxid: z('1.2') }, { currentEpoch: 2 }],
    set: { lastCommitted: z('1.2'), syncing: { ...stream, newLeader: true } },
    send: [ack],
  });
});

test('SNAP of a leader that has delivered less: neither the own snapshot nor what was delivered goes back', () => {
  const own = { ...disk, history: logOf('1.1=1 1.2=2 1.3=3'), snapshotZxid: z('1.1') };
  const stream = syncing({ mode: 'SNAP', log: logOf('1.1=1 1.2=2 2.1=3'), committed: z('2.1'), snapshot: z('0.0') });
  assertTakes(decided(learner(own, { lastCommitted: z('1.2'), syncing: stream }), newLeader), 'LearnerOnNewLeader', {
    write: [{ history: logOf('1.1=1 1.2=2 2.1=3'), snapshotZxid: z('1.1') }, { currentEpoch: 2 }],
    set: { lastCommitted: z('1.2'), syncing: { ...stream, newLeader: true } },
    send: [ack],
  });
});

test('an observer joins the epoch as a follower does', () => {
  const stream = syncing({});
  assertTakes(decided(learner(disk, { role: 'observing', syncing: stream }), newLeader), 'LearnerOnNewLeader', {
    write: [{ history: logOf('1.1=1') }, { currentEpoch: 2 }],
    set: { lastCommitted: z('0.0'), syncing: { ...stream, newLeader: true } },
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
