/** Cases by explicit times: a tick is 100 ms, `initLimit` ten of them, `syncLimit` five. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Patience } from '#impl/peer/patience.js';
import { Log } from '#spec/model/log.js';
import type { LearnerState, Local } from '#spec/model/state.js';
import { leader, learner, observer, voter, z } from '../../../models/servers.js';

const LIMITS = { tickTimeMs: 100, initLimit: 10, syncLimit: 5 };

/** Leader 3 whose log ends at `end`. */
function leads(learners: Readonly<Record<number, LearnerState>>, end = '2.0'): Local {
  const history = end === '2.0' ? Log.startingAt(z('1.5')) : Log.startingAt(z(end));
  return leader({ history, currentEpoch: 2 }, { learners });
}

/** Who is too slow at `nowMs`, where everybody was last heard of at 0 unless `heard` says otherwise. */
function slowAt(patience: Patience, s: Local, nowMs: number, heard: Readonly<Record<number, number>> = {}): readonly number[] {
  return patience.tooSlow(s, nowMs, (server) => heard[server] ?? 0);
}

test('patience: limits are ticks', () => {
  const patience = new Patience(LIMITS);
  assert.deepEqual([patience.initMs, patience.syncMs], [1000, 500]);
});

test('patience: a silent learner: syncLimit when active, initLimit more before', () => {
  const stages = ['waiting', 'informed', 'acknowledged', 'syncing', 'synced', 'active'] as const;
  const cases = [...stages.map((stage) => voter(stage, z('9.9'))), observer('active'), observer('syncing')];
  for (const each of cases) {
    const limit = each.stage === 'active' ? 500 : 1500;
    const s = leads({ 1: each });
    assert.deepEqual(slowAt(new Patience(LIMITS), s, limit), [], `${each.stage} at ${limit}`);
    assert.deepEqual(slowAt(new Patience(LIMITS), s, limit + 1), [1], `${each.stage} at ${limit + 1}`);
  }
});

test('patience: only those who are silent are named', () => {
  const s = leads({ 1: voter('active', z('9.9')), 2: voter('active', z('9.9')), 4: observer('active'), 5: voter('syncing') });
  assert.deepEqual(slowAt(new Patience(LIMITS), s, 2000, { 1: 1999, 2: 1000, 5: 1000 }), [2, 4]);
});

interface Look {
  readonly atMs: number;
  readonly acked: string;
  readonly end: string;
  readonly slow: boolean;
}

const PROGRESS: Readonly<Record<string, readonly Look[]>> = {
  'a proposal that is not acknowledged for longer than syncLimit': [
    { atMs: 0, acked: '2.1', end: '2.1', slow: false },
    { atMs: 5000, acked: '2.1', end: '2.2', slow: false },
    { atMs: 5500, acked: '2.1', end: '2.3', slow: false },
    { atMs: 5501, acked: '2.1', end: '2.3', slow: true },
  ],
  'one that is always behind, and gets on': [
    { atMs: 0, acked: '2.1', end: '2.5', slow: false },
    { atMs: 400, acked: '2.2', end: '2.9', slow: false },
    { atMs: 800, acked: '2.3', end: '2.13', slow: false },
    { atMs: 1300, acked: '2.3', end: '2.17', slow: false },
    { atMs: 1301, acked: '2.3', end: '2.17', slow: true },
  ],
  'one that caught up in between begins anew': [
    { atMs: 0, acked: '2.1', end: '2.2', slow: false },
    { atMs: 450, acked: '2.2', end: '2.2', slow: false },
    { atMs: 900, acked: '2.2', end: '2.3', slow: false },
    { atMs: 1400, acked: '2.2', end: '2.3', slow: false },
    { atMs: 1401, acked: '2.2', end: '2.3', slow: true },
  ],
  'nothing to acknowledge, however long': [
    { atMs: 0, acked: '2.1', end: '2.1', slow: false },
    { atMs: 100_000, acked: '2.1', end: '2.1', slow: false },
  ],
};

for (const [what, looks] of Object.entries(PROGRESS)) {
  test(`patience, by what a follower acknowledged: ${what}`, () => {
    const patience = new Patience(LIMITS);
    for (const { atMs, acked, end, slow } of looks) {
      const s = leads({ 1: voter('active', z(acked)) }, end);
      assert.deepEqual(slowAt(patience, s, atMs, { 1: atMs }), slow ? [1] : [], `at ${atMs}`);
    }
  });
}

test('patience: observers acknowledge nothing, and who synchronizes has its own limit', () => {
  const patience = new Patience(LIMITS);
  const s = leads({ 1: observer('active', z('2.1')), 2: voter('syncing', z('2.1')) }, '2.9');
  for (const atMs of [0, 400, 800, 5000]) assert.deepEqual(slowAt(patience, s, atMs, { 1: atMs, 2: atMs }), []);
});

test('patience: who left and came back with the same backlog is given its time again', () => {
  const patience = new Patience(LIMITS);
  const behind = leads({ 1: voter('active', z('2.1')) }, '2.2');
  assert.deepEqual(slowAt(patience, behind, 0), []);
  assert.deepEqual(slowAt(patience, leads({}, '2.2'), 300), []);
  assert.deepEqual(slowAt(patience, behind, 600, { 1: 600 }), []);
  assert.deepEqual(slowAt(patience, behind, 1100, { 1: 1100 }), []);
  assert.deepEqual(slowAt(patience, behind, 1101, { 1: 1101 }), [1]);
});

test('patience: two backlogs do not share a clock', () => {
  const patience = new Patience(LIMITS);
  const of = (one: string, two: string): Local => leads({ 1: voter('active', z(one)), 2: voter('active', z(two)) }, '2.9');
  const heard = (atMs: number): Readonly<Record<number, number>> => ({ 1: atMs, 2: atMs });
  assert.deepEqual(slowAt(patience, of('2.1', '2.1'), 0, heard(0)), []);
  assert.deepEqual(slowAt(patience, of('2.1', '2.2'), 300, heard(300)), []);
  assert.deepEqual(slowAt(patience, of('2.1', '2.2'), 501, heard(501)), [1]);
  assert.deepEqual(slowAt(patience, of('2.1', '2.2'), 801, heard(801)), [2]);
});

test('patience: a silent leader: initLimit while the learner synchronizes, syncLimit when it serves', () => {
  const patience = new Patience(LIMITS);
  for (const [phase, limit] of [
    ['discovery', 1000],
    ['synchronization', 1000],
    ['broadcast', 500],
  ] as const) {
    const s = learner({}, { phase });
    assert.deepEqual([patience.leaderIsSilent(s, limit), patience.leaderIsSilent(s, limit + 1)], [false, true], phase);
  }
});

test('patience: an established leader looks for its quorum at once, any other after initLimit in its phase', () => {
  const patience = new Patience(LIMITS);
  for (const [phase, limit] of [
    ['discovery', 1000],
    ['synchronization', 1000],
    ['broadcast', -1],
  ] as const) {
    const s = leader({}, {}, { phase });
    assert.deepEqual([patience.mayMissQuorum(s, limit), patience.mayMissQuorum(s, limit + 1)], [limit === -1, true], phase);
  }
});
