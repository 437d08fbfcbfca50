/** Peers that elect, replicate, crash and come back, in one process; nothing but the application is the test's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { Patience } from '#impl/peer/patience.js';
import { learnerOf } from '#spec/actions/leader-state.js';
import { extend, unknownActions } from '#spec/kit/extend.js';
import type { ServerId } from '#spec/model/quorum.js';
import { zab } from '#spec/protocols/zab.js';
import type { Ledger } from '../disk/ledger.js';
import { Counter, LEDGER_TREE } from './counter.js';
import { Ensemble } from './ensemble.js';
import type { EnsembleOptions } from './ensemble.js';

const LIMIT = { timeout: 60_000 };

class Counters {
  readonly ensemble: Ensemble<Ledger>;
  /** The newest of each server. */
  readonly counters: Map<ServerId, Counter>;
  readonly written: string[] = [];

  private constructor(ensemble: Ensemble<Ledger>, counters: Map<ServerId, Counter>) {
    this.ensemble = ensemble;
    this.counters = counters;
  }

  static async start(t: TestContext, options: Partial<EnsembleOptions<Ledger>> = {}): Promise<Counters> {
    const counters = new Map<ServerId, Counter>();
    const upper: EnsembleOptions<Ledger>['upper'] = (self, recovered) => {
      const counter = new Counter(recovered);
      counters.set(self, counter);
      return counter;
    };
    return new Counters(await Ensemble.start<Ledger>(t, { voters: 3, tree: LEDGER_TREE, upper, ...options }), counters);
  }

  at(id: ServerId): Counter {
    const counter = this.counters.get(id);
    assert.ok(counter);
    return counter;
  }

  running(): readonly ServerId[] {
    return [...this.ensemble.running.keys()];
  }

  leader(): ServerId {
    const leader = this.running().find((id) => this.at(id).role === 'leading');
    assert.ok(leader !== undefined, 'somebody leads');
    return leader;
  }

  /** Everybody who runs serves, one of them as the leader. */
  async serving(): Promise<ServerId> {
    await this.ensemble.until(() => {
      const roles = this.running().map((id) => this.at(id).role);
      return roles.every((role) => role !== null) && roles.filter((role) => role === 'leading').length === 1;
    });
    return this.leader();
  }

  write(id: ServerId, count = 1): void {
    for (let index = 0; index < count; index++) {
      const text = `w${this.written.length + 1}`;
      assert.ok(this.at(id).write(text), `server ${id} takes a write`);
      this.written.push(text);
    }
  }

  /** Everybody who runs has everything that was written. */
  async replicated(): Promise<void> {
    await this.ensemble.until(() => this.running().every((id) => this.at(id).texts.length >= this.written.length));
    const [first = []] = this.running().map((id) => this.at(id).texts);
    assert.deepEqual([...first].sort(), [...this.written].sort(), 'each once');
    for (const id of this.running()) assert.deepEqual(this.at(id).texts, first, `server ${id}, in the same order`);
  }
}

test('peers: elect, replicate whoever is written to, go on without one, and take it back', LIMIT, async (t) => {
  const all = await Counters.start(t);
  const leader = await all.serving();
  const followers = all.running().filter((id) => id !== leader);
  for (const id of all.running()) all.write(id, 20);
  await all.replicated();
  const [gone] = followers;
  assert.ok(gone !== undefined);
  await all.ensemble.close(gone);
  all.write(leader, 10);
  await all.replicated();
  await all.ensemble.start(gone);
  await all.serving();
  await all.replicated();
  assert.equal(all.leader(), leader, 'a follower that came back disturbs nobody');
  all.write(gone, 5);
  await all.replicated();
});

test('peers: a leader that is gone is followed by another, and nothing that was delivered is lost', LIMIT, async (t) => {
  const all = await Counters.start(t);
  const first = await all.serving();
  all.write(first, 10);
  await all.replicated();
  await all.ensemble.close(first);
  const second = await all.serving();
  assert.notEqual(second, first);
  all.write(second, 10);
  await all.replicated();
  await all.ensemble.start(first);
  await all.serving();
  await all.replicated();
  assert.equal(all.leader(), second);
  assert.deepEqual(all.at(first).services, ['following']);
});

test('peers: all of them stopped and started again find what they had', LIMIT, async (t) => {
  const all = await Counters.start(t, { snapshots: { transactions: 8, bytes: 0 } });
  const leader = await all.serving();
  all.write(leader, 30);
  await all.replicated();
  const { ids } = all.ensemble;
  await Promise.all(ids.map((id) => all.ensemble.close(id)));
  for (const id of ids) await all.ensemble.start(id);
  await all.serving();
  await all.replicated();
});

test('peers: a server that is far behind is sent a snapshot, and what is written meanwhile', LIMIT, async (t) => {
  const all = await Counters.start(t, { snapshots: { transactions: 6, bytes: 0 } });
  const leader = await all.serving();
  all.write(leader, 3);
  await all.replicated();
  const [behind] = all.running().filter((id) => id !== leader);
  assert.ok(behind !== undefined);
  await all.ensemble.close(behind);
  all.write(leader, 40);
  await all.replicated();
  const { peer } = all.ensemble.at(leader);
  await all.ensemble.until(() => peer.state.snapshotZxid.counter > 3);
  await all.ensemble.start(behind);
  all.write(leader, 5);
  await all.serving();
  all.write(leader, 5);
  await all.replicated();
  const [installed] = all.at(behind).installed;
  assert.ok(installed !== undefined && installed > 3, 'by a snapshot');
  const { lastSnapshot } = all.ensemble.at(leader).peer;
  assert.ok(lastSnapshot !== null);
  // And on its disk: it is found there again.
  await all.ensemble.close(behind);
  await all.ensemble.start(behind);
  assert.ok(all.at(behind).texts.length >= installed);
  await all.serving();
  await all.replicated();
});

test('peers: one that joined late, and then has nothing to acknowledge, is not too slow', LIMIT, async (t) => {
  const all = await Counters.start(t, { snapshots: { transactions: 6, bytes: 0 } });
  const leader = await all.serving();
  const [late] = all.running().filter((id) => id !== leader);
  assert.ok(late !== undefined);
  all.write(leader, 20);
  await all.replicated();
  await all.ensemble.close(late);
  all.write(leader, 20);
  await all.replicated();
  await all.ensemble.start(late);
  await all.serving();
  await all.replicated();
  const patience = new Patience({ tickTimeMs: 20, initLimit: 25, syncLimit: 15 });
  const { peer } = all.ensemble.at(leader);
  assert.equal(learnerOf(peer.state, late)?.stage, 'active');
  for (const nowMs of [0, 301, 100_000]) {
    const slow = patience.tooSlow(peer.state, nowMs, () => nowMs);
    assert.deepEqual(slow, []);
  }
});

test('peers: an observer delivers everything and votes for nothing', LIMIT, async (t) => {
  const all = await Counters.start(t, { voters: 2, observers: 1 });
  const leader = await all.serving();
  const [observer] = all.ensemble.ids.slice(-1);
  assert.ok(observer !== undefined && observer !== leader);
  assert.equal(all.at(observer).role, 'observing');
  all.write(leader, 5);
  all.write(observer, 5);
  await all.replicated();
  await all.ensemble.close(observer);
  all.write(leader, 5);
  await all.replicated();
  const [other] = all.running().filter((id) => id !== leader);
  assert.ok(other !== undefined);
  await all.ensemble.start(observer);
  await all.serving();
  await all.ensemble.close(other);
  await all.ensemble.until(() => all.at(leader).role === null && all.at(observer).role === null);
  assert.equal(all.at(leader).write('x'), false, 'one voter of two is no quorum, whoever observes');
});

test('peers: signs of life, syncs and questions about sessions cross between learner and leader', LIMIT, async (t) => {
  const all = await Counters.start(t);
  const leader = await all.serving();
  const [follower] = all.running().filter((id) => id !== leader);
  assert.ok(follower !== undefined);
  const [l, f] = [all.at(leader), all.at(follower)];
  f.heard = [
    { sessionId: 8n, timeOut: 4000 },
    { sessionId: 9n, timeOut: 5000 },
  ];
  await all.ensemble.until(() => l.touchesHeard.length >= 2);
  assert.deepEqual(l.touchesHeard, [
    { sessionId: 8n, timeOut: 4000 },
    { sessionId: 9n, timeOut: 5000 },
  ]);
  f.revalidate(8n);
  f.revalidate(9n);
  // Behind those, on the same connection.
  assert.ok(f.sync());
  assert.ok(f.sync());
  await all.ensemble.until(() => f.syncsAnswered === 2);
  assert.deepEqual(l.revalidations, [`asked by ${follower}: 8 for 4000`, `asked by ${follower}: 9 for 4000`]);
  assert.deepEqual(f.revalidations, ['8 lives', '9 is over']);
});

test('peers: a single voter serves by itself, and finds what it wrote', LIMIT, async (t) => {
  const all = await Counters.start(t, { voters: 1 });
  const alone = await all.serving();
  all.write(alone, 10);
  await all.replicated();
  await all.ensemble.close(alone);
  await all.ensemble.start(alone);
  await all.serving();
  assert.deepEqual(all.at(alone).texts, all.written);
});

/** Without this action the servers complain of what nobody takes any more, and nobody but `serves` ever serves. */
const DROPPED = [
  ['LeaderOnAckEpoch', /^\d: ACKEPOCH does not belong here/, 'nobody'],
  ['LearnerOnDiff', /^\d: DIFF does not belong here/, 'nobody'],
  ['LearnerOnNewLeader', /^\d: NEWLEADER does not belong here/, 'nobody'],
  ['LearnerOnUpToDate', /^\d: UPTODATE does not belong here/, 'leader'],
] as const;

for (const [action, complaint, serves] of DROPPED) {
  test(`peers: the rules are those of the specification: without ${action} there is no service`, LIMIT, async (t) => {
    assert.deepEqual(unknownActions(zab, { drop: [action] }), []);
    const all = await Counters.start(t, { protocol: extend(zab, { id: 'x', drop: [action] }), tickTimeMs: 50 });
    const complaints = (): number => all.ensemble.log.filter((line) => complaint.test(line)).length;
    await all.ensemble.until(() => complaints() >= 2);
    const served = all.running().flatMap((id) => all.at(id).services);
    assert.deepEqual(
      served.filter((role) => role !== 'stop' && !(serves === 'leader' && role === 'leading')),
      [],
    );
    assert.deepEqual(
      all.running().flatMap((id) => all.at(id).texts),
      [],
    );
  });
}
