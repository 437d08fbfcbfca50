/** A learner between LEADERINFO and broadcast: what reaches its disk when, and what it refuses. */
import { test } from 'node:test';
import { sid } from '#spec/model/quorum.js';
import type { Syncing } from '#spec/model/state.js';
import { assertTakes, assertUnreachable, decided, learner, logOf, z } from '../../../../models/servers.js';

const from = sid(3);
const disk = { acceptedEpoch: 2, currentEpoch: 1, history: logOf('1.1=1 1.2=2 1.3=3'), snapshotZxid: z('1.2') };

function syncing(changes: Partial<Syncing>): Syncing {
  return { mode: 'DIFF', log: logOf('1.1=1'), committed: z('1.1'), snapshot: z('1.1'), newLeader: false, ...changes };
}

test('DIFF: nothing is written yet', () => {
  assertTakes(decided(learner(disk), { type: 'DIFF', zxid: z('1.4'), from }), 'LearnerOnDiff', {
    set: { syncing: { mode: 'DIFF', log: disk.history, committed: z('1.3'), snapshot: z('1.2'), newLeader: false } },
  });
});

test("SNAP: the leader's log lives in memory until NEWLEADER", () => {
  const log = logOf('1.1=1 2.1=9');
  assertTakes(decided(learner(disk), { type: 'SNAP', zxid: z('2.1'), log, from }), 'LearnerOnSnap', {
    set: { syncing: { mode: 'SNAP', log, committed: z('2.1'), snapshot: z('2.1'), newLeader: false } },
  });
});

for (const [what, history, kept] of [
  ['the log is cut, down to the snapshot if need be', disk.history, logOf('1.1=1 1.2=2')],
  ['the same where the log begins at the snapshot', logOf('1.3=3', z('1.2')), logOf('', z('1.2'))],
] as const) {
  test(`TRUNC: ${what}`, () => {
    const s = learner({ ...disk, history }, { lastCommitted: z('1.2') });
    assertTakes(decided(s, { type: 'TRUNC', zxid: z('1.2'), from }), 'LearnerOnTrunc', {
      write: [{ history: kept }],
      set: { syncing: { mode: 'TRUNC', log: kept, committed: z('1.2'), snapshot: z('1.2'), newLeader: false } },
    });
  });
}

test('TRUNC is refused below what was delivered, and where there is no such entry', () => {
  const s = learner(disk, { lastCommitted: z('1.2') });
  assertUnreachable(decided(s, { type: 'TRUNC', zxid: z('1.1'), from }), 'LearnerOnTrunc', 'keepsDelivered');
  assertUnreachable(decided(s, { type: 'TRUNC', zxid: z('1.7'), from }), 'LearnerOnTrunc', 'cutsAtAnEntry');
});

test('a stream begins once', () => {
  const s = learner(disk, { syncing: syncing({}) });
  assertUnreachable(decided(s, { type: 'DIFF', zxid: z('1.3'), from }), 'LearnerOnDiff', 'streamNotBegun');
  assertUnreachable(decided(s, { type: 'SNAP', zxid: z('1.3'), log: disk.history, from }), 'LearnerOnSnap', 'streamNotBegun');
});

test('PROPOSAL and COMMIT of the stream: kept in memory, in order, without a gap', () => {
  const s = learner(disk, { syncing: syncing({ log: logOf('1.1=1 1.2=2') }) });
  const next = { type: 'PROPOSAL', zxid: z('1.3'), value: 3, from } as const;
  assertTakes(decided(s, next), 'LearnerOnSyncProposal', { set: { syncing: syncing({ log: logOf('1.1=1 1.2=2 1.3=3') }) } });
  assertUnreachable(decided(s, { ...next, zxid: z('1.4') }), 'LearnerOnSyncProposal', 'isNext');
  assertTakes(decided(s, { type: 'COMMIT', zxid: z('1.2'), from }), 'LearnerOnSyncCommit', {
    set: { syncing: syncing({ log: logOf('1.1=1 1.2=2'), committed: z('1.2') }) },
  });
  assertUnreachable(decided(s, { type: 'COMMIT', zxid: z('1.1'), from }), 'LearnerOnSyncCommit', 'matchesFirstUncommitted');
  assertUnreachable(decided(s, { type: 'COMMIT', zxid: z('1.3'), from }), 'LearnerOnSyncCommit', 'matchesFirstUncommitted');
});

test('COMMIT between NEWLEADER and UPTODATE finds its proposal (ZK-4394)', () => {
  const stream = syncing({ log: logOf('1.1=1 1.2=2'), newLeader: true });
  assertTakes(
    decided(learner({ ...disk, history: logOf('1.1=1') }, { syncing: stream }), { type: 'COMMIT', zxid: z('1.2'), from }),
    'LearnerOnSyncCommit',
    {
      set: { syncing: { ...stream, committed: z('1.2') } },
    },
  );
});

test('UPTODATE: what was queued is logged and acknowledged once on disk; its own ACK need not wait', () => {
  const stream = syncing({ log: logOf('1.1=1 1.2=2 2.1=3'), committed: z('1.2'), newLeader: true });
  const s = learner({ acceptedEpoch: 2, currentEpoch: 2, history: logOf('1.1=1') }, { syncing: stream });
  assertTakes(decided(s, { type: 'UPTODATE', from }), 'LearnerOnUpToDate', {
    write: [{ history: logOf('1.1=1 1.2=2 2.1=3') }],
    set: { phase: 'broadcast', lastCommitted: z('1.2'), vote: { leader: from, zxid: z('0.0'), epoch: 2 }, syncing: null },
    send: [
      { to: from, message: { type: 'ACK', zxid: z('2.0') }, after: 'now' },
      { to: from, message: { type: 'ACK', zxid: z('1.2') }, after: 'synced' },
      { to: from, message: { type: 'ACK', zxid: z('2.1') }, after: 'synced' },
    ],
  });
});

test('UPTODATE with nothing queued writes nothing; an observer acknowledges no proposals', () => {
  const level = syncing({ newLeader: true });
  const durable = { acceptedEpoch: 2, currentEpoch: 2, history: logOf('1.1=1') };
  const done = {
    phase: 'broadcast',
    lastCommitted: z('1.1'),
    vote: { leader: from, zxid: z('0.0'), epoch: 2 },
    syncing: null,
  } as const;
  const ack = { to: from, message: { type: 'ACK', zxid: z('2.0') }, after: 'now' } as const;
  assertTakes(decided(learner(durable, { syncing: level }), { type: 'UPTODATE', from }), 'LearnerOnUpToDate', {
    write: [],
    set: done,
    send: [ack],
  });
  const queued = syncing({ log: logOf('1.1=1 1.2=2'), committed: z('1.2'), newLeader: true });
  assertTakes(
    decided(learner(durable, { role: 'observing', syncing: queued }), { type: 'UPTODATE', from }),
    'LearnerOnUpToDate',
    {
      write: [{ history: logOf('1.1=1 1.2=2') }],
      set: { ...done, lastCommitted: z('1.2') },
      send: [ack],
    },
  );
});

test('UPTODATE is refused before NEWLEADER', () => {
  assertUnreachable(
    decided(learner(disk, { syncing: syncing({}) }), { type: 'UPTODATE', from }),
    'LearnerOnUpToDate',
    'afterNewLeader',
  );
});
