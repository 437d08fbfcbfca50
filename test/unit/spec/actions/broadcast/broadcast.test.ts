/** One write through the ensemble: proposed, logged, acknowledged, committed. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { zxidOfNextProposal } from '#spec/actions/broadcast/propose.js';
import { sid } from '#spec/model/quorum.js';
import {
  assertTakes,
  assertUnreachable,
  decided,
  envOf,
  leader,
  learner,
  logOf,
  observer,
  voter,
  z,
} from '../../../../models/servers.js';

const serving = { phase: 'broadcast', lastCommitted: z('1.1') } as const;
const epoch1 = { acceptedEpoch: 1, currentEpoch: 1 };
const disk = { ...epoch1, history: logOf('1.1=1 1.2=2') };

test('proposal at the leader: told at once, logged, and its own ACK waits for its disk', () => {
  const learners = { 1: voter('active'), 2: voter('syncing'), 4: observer('active'), 5: voter('informed') };
  const s = leader({ ...disk, currentEpoch: 2, acceptedEpoch: 2 }, { learners }, serving);
  assertTakes(decided(s, { type: 'ClientWrite', value: 7 }), 'LeaderOnClientWrite', {
    write: [{ history: logOf('1.1=1 1.2=2 2.1=7') }],
    send: [
      { to: sid(1), message: { type: 'PROPOSAL', zxid: z('2.1'), value: 7 }, after: 'now' },
      { to: sid(2), message: { type: 'PROPOSAL', zxid: z('2.1'), value: 7 }, after: 'now' },
      { to: sid(3), message: { type: 'ACK', zxid: z('2.1') }, after: 'synced' },
    ],
  });
});

test('the last counter of an epoch is used; the next write makes the leader step down', () => {
  const s = leader(disk, { learners: { 1: voter('active') } }, serving);
  const write = { type: 'ClientWrite', value: 7 } as const;
  const kept = decided(s, write, envOf(3, { counterLimit: 4 }));
  assert.equal(kept.kind === 'taken' && kept.action.id, 'LeaderOnClientWrite');
  const over = decided(s, write, envOf(3, { counterLimit: 3 }));
  assert.equal(over.kind, 'taken');
  assert.equal(over.action.id, 'LeaderRollsOverOnClientWrite');
  assert.deepEqual([over.step.write, over.step.close, over.step.set?.role], [undefined, 'all', 'looking']);
});

test('proposal at a follower: written, and acknowledged once that is on disk', () => {
  const s = learner(disk, serving);
  assertTakes(decided(s, { type: 'PROPOSAL', zxid: z('1.3'), value: 3, from: sid(3) }), 'FollowerOnProposal', {
    write: [{ history: logOf('1.1=1 1.2=2 1.3=3') }],
    send: [{ to: sid(3), message: { type: 'ACK', zxid: z('1.3') }, after: 'synced' }],
  });
});

test('proposal refused: a gap, a repeat, a jump into an epoch, another leader, an observer', () => {
  const s = learner(disk, serving);
  const proposal = { type: 'PROPOSAL', zxid: z('1.3'), value: 3, from: sid(3) } as const;
  for (const id of ['1.4', '1.2', '2.2', '0.1']) {
    assertUnreachable(decided(s, { ...proposal, zxid: z(id) }), 'FollowerOnProposal', 'isNext');
  }
  assertUnreachable(decided(s, { ...proposal, from: sid(2) }), 'FollowerOnProposal', 'fromMyLeader');
  const decision = decided({ ...s, role: 'observing' }, proposal);
  assert.equal(decision.kind === 'otherwise' && decision.otherwise, 'unreachable');
});

test('ACK that completes a quorum: COMMIT to followers, INFORM to observers, and nobody waits for this disk', () => {
  const learners = { 1: voter('active', z('1.1')), 2: voter('syncing', z('1.1')), 4: observer('active', z('1.1')) };
  const s = leader(disk, { learners, ackedBySelf: z('1.2') }, serving);
  assertTakes(decided(s, { type: 'ACK', zxid: z('1.2'), from: sid(1) }), 'LeaderOnAck', {
    set: {
      lastCommitted: z('1.2'),
      leading: { ...s.leading, learners: { ...learners, 1: voter('active', z('1.2')) } },
    },
    send: [
      { to: sid(1), message: { type: 'COMMIT', zxid: z('1.2') }, after: 'now' },
      { to: sid(2), message: { type: 'COMMIT', zxid: z('1.2') }, after: 'now' },
      { to: sid(4), message: { type: 'INFORM', zxid: z('1.2'), value: 2 }, after: 'now' },
    ],
  });
});

test("two followers have it and the leader's own disk has not: a quorum all the same", () => {
  const learners = { 1: voter('active', z('1.1')), 2: voter('active', z('1.2')) };
  const s = leader(disk, { learners, ackedBySelf: z('1.1') }, serving);
  const decision = decided(s, { type: 'ACK', zxid: z('1.2'), from: sid(1) });
  assert.equal(decision.kind, 'taken');
  assert.deepEqual(decision.step.set?.lastCommitted, z('1.2'));
});

test("an observer's log counts for nothing: no commit", () => {
  const learners = { 1: voter('active', z('1.1')), 4: observer('active', z('1.2')) };
  const s = leader(disk, { learners, ackedBySelf: z('1.1') }, serving);
  assertTakes(decided(s, { type: 'ACK', zxid: z('1.2'), from: sid(3) }), 'LeaderOnAck', {
    set: { leading: { ...s.leading, ackedBySelf: z('1.2') } },
  });
});

test('only the first outstanding proposal is committed, and the next by its own ACK', () => {
  const history = logOf('1.1=1 1.2=2 1.3=3');
  const learners = { 1: voter('active', z('1.2')), 2: voter('active', z('1.1')) };
  const s = leader({ ...epoch1, history }, { learners, ackedBySelf: z('1.1') }, serving);
  // 1.3 has its second copy once this server has it too, yet 1.2 is first.
  const ahead = decided(
    { ...s, leading: { ...s.leading, ackedBySelf: z('1.3') } },
    { type: 'ACK', zxid: z('1.3'), from: sid(1) },
  );
  assert.equal(ahead.kind, 'taken');
  assert.equal(ahead.step.send, undefined);
  assert.equal(ahead.step.set?.lastCommitted, undefined);
  const first = decided(s, { type: 'ACK', zxid: z('1.2'), from: sid(2) });
  assert.equal(first.kind, 'taken');
  assert.deepEqual(first.step.set?.lastCommitted, z('1.2'));
});

test('a sync is answered behind the commit it waited for, in order, and not before', () => {
  const pendingSyncs = [
    { from: sid(2), after: z('1.2') },
    { from: sid(1), after: z('1.3') },
    { from: sid(1), after: z('1.2') },
  ];
  const learners = { 1: voter('active', z('1.1')), 2: voter('active', z('1.1')) };
  const s = leader(
    { ...epoch1, history: logOf('1.1=1 1.2=2 1.3=3') },
    { learners, ackedBySelf: z('1.3'), pendingSyncs },
    serving,
  );
  assertTakes(decided(s, { type: 'ACK', zxid: z('1.2'), from: sid(1) }), 'LeaderOnAck', {
    set: {
      lastCommitted: z('1.2'),
      leading: {
        ...s.leading,
        learners: { 1: voter('active', z('1.2')), 2: voter('active', z('1.1')) },
        pendingSyncs: [{ from: sid(1), after: z('1.3') }],
      },
    },
    send: [
      { to: sid(1), message: { type: 'COMMIT', zxid: z('1.2') }, after: 'now' },
      { to: sid(2), message: { type: 'COMMIT', zxid: z('1.2') }, after: 'now' },
      { to: sid(2), message: { type: 'SYNC' }, after: 'now' },
      { to: sid(1), message: { type: 'SYNC' }, after: 'now' },
    ],
  });
});

test('a sync with nothing outstanding is answered at once, else it waits for the newest proposal', () => {
  const learners = { 1: voter('active') };
  const idle = leader({ ...epoch1, history: logOf('1.1=1') }, { learners }, serving);
  assertTakes(decided(idle, { type: 'SYNC', from: sid(1) }), 'LeaderOnSync', {
    send: [{ to: sid(1), message: { type: 'SYNC' }, after: 'now' }],
  });
  const busy = leader({ ...epoch1, history: logOf('1.1=1 1.2=2 1.3=3') }, { learners }, serving);
  assertTakes(decided(busy, { type: 'SYNC', from: sid(1) }), 'LeaderOnSync', {
    set: { leading: { ...busy.leading, pendingSyncs: [{ from: sid(1), after: z('1.3') }] } },
  });
});

test('ACK refused: not the next of that server, of nothing proposed, from one who does not serve yet', () => {
  const learners = { 1: voter('active', z('1.1')), 2: voter('synced', z('1.1')) };
  const s = leader({ ...epoch1, history: logOf('1.1=1 1.2=2 1.3=3') }, { learners, ackedBySelf: z('1.3') }, serving);
  const ack = { type: 'ACK', zxid: z('1.2'), from: sid(1) } as const;
  for (const id of ['1.3', '1.1', '1.4']) {
    assertUnreachable(decided(s, { ...ack, zxid: z(id) }), 'LeaderOnAck', 'nextFromThisServer');
  }
  assertUnreachable(decided(s, { ...ack, from: sid(3) }), 'LeaderOnAck', 'nextFromThisServer');
  assertUnreachable(decided(s, { ...ack, from: sid(2) }), 'LeaderOnAck', 'fromActiveServer');
});

test('ACK of what a snapshot of the leader covers already: counted as any other', () => {
  const learners = { 1: voter('active', z('1.1')), 2: voter('active', z('1.3')) };
  const history = logOf('1.4=4', z('1.3'));
  const s = leader(
    { ...epoch1, history, snapshotZxid: z('1.3') },
    { learners, ackedBySelf: z('1.3') },
    { ...serving, lastCommitted: z('1.3') },
  );
  const ack = { type: 'ACK', zxid: z('1.2'), from: sid(1) } as const;
  assertTakes(decided(s, ack), 'LeaderOnAck', {
    set: { leading: { ...s.leading, learners: { ...learners, 1: voter('active', z('1.2')) } } },
  });
  assertUnreachable(decided(s, { ...ack, zxid: z('1.3') }), 'LeaderOnAck', 'nextFromThisServer');
});

test('the first ACK of an epoch follows the last entry of the one before', () => {
  const learners = { 1: voter('active', z('1.2')) };
  const s = leader(
    { acceptedEpoch: 3, currentEpoch: 3, history: logOf('1.1=1 1.2=2 3.1=3') },
    { learners, ackedBySelf: z('3.1') },
    { ...serving, lastCommitted: z('1.2') },
  );
  const ack = { type: 'ACK', zxid: z('3.1'), from: sid(1) } as const;
  const decision = decided(s, ack);
  assert.equal(decision.kind, 'taken');
  assert.deepEqual(decision.step.set?.lastCommitted, z('3.1'));
  assertUnreachable(decided(s, { ...ack, zxid: z('2.1') }), 'LeaderOnAck', 'nextFromThisServer');
  const all = { ...s, leading: { ...s.leading, learners: { 1: voter('active', z('3.1')) } } };
  assertUnreachable(decided(all, { ...ack, zxid: z('3.2') }), 'LeaderOnAck', 'wasProposed');
});

test('the zxid of the next proposal is known before it is made', () => {
  const s = leader({ ...disk, currentEpoch: 2, acceptedEpoch: 2 }, { learners: {} }, serving);
  assert.deepEqual(zxidOfNextProposal(s), z('2.1'));
  assert.deepEqual(zxidOfNextProposal({ ...s, currentEpoch: 1 }), z('1.3'));
});

test('COMMIT at a follower: the first pending transaction is delivered, no other', () => {
  const s = learner({ ...epoch1, history: logOf('1.1=1 1.2=2 1.3=3') }, serving);
  const commit = { type: 'COMMIT', zxid: z('1.2'), from: sid(3) } as const;
  assertTakes(decided(s, commit), 'FollowerOnCommit', { set: { lastCommitted: z('1.2') } });
  for (const id of ['1.3', '1.1', '1.4']) {
    assertUnreachable(decided(s, { ...commit, zxid: z(id) }), 'FollowerOnCommit', 'matchesFirstPending');
  }
});

test('INFORM at an observer: logged and delivered in one, acknowledged never', () => {
  const s = learner({ ...epoch1, history: logOf('1.1=1') }, { ...serving, role: 'observing' });
  const inform = { type: 'INFORM', zxid: z('1.2'), value: 2, from: sid(3) } as const;
  assertTakes(decided(s, inform), 'ObserverOnInform', {
    write: [{ history: logOf('1.1=1 1.2=2') }],
    set: { lastCommitted: z('1.2') },
  });
  assertUnreachable(decided(s, { ...inform, zxid: z('1.3') }), 'ObserverOnInform', 'isNext');
});
