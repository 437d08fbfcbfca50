/** Whole recorded clusters: what real nodes do conforms, under faults, with observers; what they did not do is found. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extend } from '#spec/kit/extend.js';
import { MUTANTS } from '#spec/mutants/index.js';
import { zab } from '#spec/protocols/zab.js';
import type { TraceEvent } from '#traces/format/event.js';
import { judge, told } from './judge.js';
import { RecordedCluster } from './recorded-cluster.js';

const SIZES = [
  { voters: 3, observers: 0, faultEvery: 0 },
  { voters: 3, observers: 1, faultEvery: 40 },
  { voters: 5, observers: 1, faultEvery: 60 },
  { voters: 1, observers: 1, faultEvery: 80 },
];

for (const size of SIZES) {
  const name = `${size.voters} voters, ${size.observers} observers, faults every ${size.faultEvery} steps`;
  test(`${name}: what nodes did conforms, exactly`, () => {
    for (let seed = 1; seed <= 8; seed++) {
      const cluster = new RecordedCluster({ seed, ...size }).run(1500);
      if (seed % 2 === 0) cluster.stop();
      const judgement = judge(cluster.traces);
      assert.equal(judgement.divergence, null, `seed ${seed}: ${told(judgement)}`);
      const { strength } = judgement.conformance;
      const events = [...cluster.traces.values()].reduce((sum, each) => sum + each.length, 0);
      assert.equal(strength.unknown, 0, 'every trace is whole');
      assert.equal(strength.exact + strength.inferred + strength.given, events, 'every line is counted once');
    }
  });
}

test('the runs are worth something: nearly every action is exercised, snapshots and restarts among them', () => {
  const taken = new Set<string>();
  for (let seed = 1; seed <= 10; seed++) {
    const { conformance } = judge(new RecordedCluster({ seed, observers: 1, faultEvery: 40 }).run(2000).traces);
    for (const { action, times } of conformance.coverage.actions()) if (times > 0) taken.add(action);
    assert.ok(conformance.runs > 10, 'servers crash and stop');
  }
  // Without a limit on counters nothing rolls over; nobody is alone a quorum; an epoch is refused by chance only.
  assert.ok(taken.size >= zab.actions.length - 5, `only ${[...taken].join(', ')}`);
});

/** Mutants of which random runs show something, and the property that a monitor names even where the mutant's own actions are believed. */
const MONITORED: Readonly<Record<string, string>> = {
  'commit-without-prefix': 'CommittedOnQuorum',
  'uptodate-before-quorum': 'CommittedOnQuorum',
  'ack-before-fsync': 'AckIsDurable',
  'delivered-forgotten': 'DeliveredMonotone',
  'joined-before-promised': 'AcceptedAtLeastCurrent',
  'zxid-reused': 'ZxidUniqueness',
  'snapshot-of-stream': 'SnapshotIsDelivered',
};

for (const [id, property] of Object.entries(MONITORED)) {
  test(`monitors know no action: ${id} breaks ${property}, and the judge of zab refuses it`, () => {
    const mutant = MUTANTS.find((each) => each.id === id);
    assert(mutant?.extension !== undefined, 'the mutant replaces actions');
    const protocol = extend(zab, { id: 'zab', ...mutant.extension });
    const rules = new Set<string>();
    let refused = 0;
    for (let seed = 1; seed <= 25 && !rules.has(property); seed++) {
      const traces = tracesOf(seed, protocol);
      if (traces === null) continue;
      rules.add(judge(traces, { protocol }).divergence?.rule ?? 'none');
      if (judge(traces).divergence !== null) refused += 1;
    }
    assert.ok(rules.has(property), `only ${[...rules].join(', ')}`);
    assert.ok(refused > 0, 'the specification does not allow it');
  });
}

/** Null: the mutant breaks the node before anything can be judged. */
function tracesOf(seed: number, protocol: typeof zab): ReadonlyMap<number, readonly TraceEvent[]> | null {
  try {
    return new RecordedCluster({ seed, observers: 1, faultEvery: 25, protocol }).run(1500).traces;
  } catch (error) {
    assert(error instanceof assert.AssertionError, 'a port of the node refuses what the mutant asks');
    return null;
  }
}

/** What waited for the disk when the server was asked to stop is forgotten. */
function withoutLastWrites(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const end = events.findLastIndex(({ t }) => t === 'step') + 1;
  let forgotten = 0;
  const rest = events.slice(end).flatMap((event): readonly TraceEvent[] => {
    if (event.t === 'write' && event.write.kind !== 'roll') {
      forgotten += 1;
      return [];
    }
    return [event.t === 'write' || event.t === 'durable' ? { ...event, n: event.n - forgotten } : event];
  });
  return [...events.slice(0, end), ...rest];
}

test('a server that stops has given its disk all that its steps asked for', () => {
  const { traces } = new RecordedCluster({ seed: 2 }).run(1500).stop();
  assert.equal(judge(traces).divergence, null);
  const found = [...traces].flatMap(([server, events]) => {
    const less = withoutLastWrites(events);
    return less.length === events.length ? [] : [judge(new Map(traces).set(server, less)).divergence];
  });
  assert.ok(found.length > 0, 'a server was asked to stop while something waited for its disk');
  for (const divergence of found) {
    assert.equal(divergence?.rule, 'write');
    assert.match(divergence.expected, /^append .* before the server stops$/);
    assert.equal(divergence.event?.t, 'stop');
  }
});
