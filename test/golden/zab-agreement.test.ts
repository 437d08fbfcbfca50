/** The engine and its naive twin explore the same ZAB: every composition, disk grain and seed, as far as the twin can follow. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { naive } from '#checker/naive/naive.js';
import { bfs } from '#checker/search/bfs.js';
import { dfs } from '#checker/search/dfs.js';
import type { BoundName, ModelOptions } from '#spec/kit/catalogue.js';
import type { System } from '#spec/kit/system.js';
import { protocols } from '#spec/catalogue.js';
import { counts, unbounded } from '../models/options.js';

function systemOf(protocol: string, options: ModelOptions): System {
  const built = protocols.find(({ id }) => id === protocol)?.build(options);
  assert.ok(built?.ok, built?.ok === false ? built.error : protocol);
  return built.system;
}

function assertAgree(system: System, depth: number): void {
  const options = { ...unbounded, depth };
  assert.deepEqual(counts(bfs(system, options)), counts(naive(system, options)));
}

/** A little of everything that the environment may do. */
const EVERYTHING: Readonly<Partial<Record<BoundName, number>>> = {
  ...{ crashes: 1, partitions: 1, txns: 2, timeouts: 1, syncs: 1, resends: 1, pings: 1, snapshots: 1 },
};

/** Seeds that exist for so many observers. */
function seedsOf(protocol: string, observers: number): readonly string[] {
  const info = protocols.find(({ id }) => id === protocol);
  return (info?.seeds ?? [])
    .map(({ id }) => id)
    .filter((seedState) => info?.build({ nodes: 3, observers, seedState, bounds: {} }).ok === true);
}

for (const protocol of ['zab', 'zab-coarse']) {
  for (const disk of ['atomic', 'async'] as const) {
    for (const seedState of seedsOf(protocol, 0)) {
      const depth = seedState === 'cold' && protocol === 'zab' ? 3 : 4;
      test(`${protocol}, ${disk} disk, from ${seedState}: the same states and steps to depth ${depth}`, () => {
        assertAgree(systemOf(protocol, { nodes: 3, observers: 0, disk, seedState, bounds: {} }), depth);
      });
    }
  }
  const depth = 2;
  for (const seedState of seedsOf(protocol, 1)) {
    test(`${protocol} with an observer and every fault, from ${seedState}: the same states and steps to depth ${depth}`, () => {
      assertAgree(systemOf(protocol, { nodes: 3, observers: 1, disk: 'async', seedState, bounds: EVERYTHING }), depth);
    });
  }
}

/** Nothing goes wrong, nobody writes: what is left can be explored to its end. */
const QUIET: Readonly<Partial<Record<BoundName, number>>> = { crashes: 0, partitions: 0, txns: 0 };

const exhaustive: readonly (readonly [string, string, ModelOptions])[] = [
  ['2 servers elect, join and serve', 'zab', { nodes: 2, observers: 0, bounds: { ...QUIET, txns: 1 } }],
  [
    'a single server and its observer survive a crash',
    'zab',
    { nodes: 1, observers: 1, disk: 'async', bounds: { ...QUIET, crashes: 1, txns: 1 } },
  ],
  ['3 servers finish a write, with disks that lag', 'zab-coarse', { nodes: 3, observers: 0, seedState: 's1', bounds: QUIET }],
];

for (const [what, protocol, options] of exhaustive) {
  test(`to the end: ${what}: breadth-first, depth-first, fingerprints and the naive twin find the same`, () => {
    const system = systemOf(protocol, options);
    const whole = naive(system, unbounded);
    assert.equal(whole.verdict, 'pass');
    assert.equal(whole.exhausted, true);
    assert.deepEqual(counts(bfs(system, unbounded)), counts(whole));
    for (const result of [dfs(system, unbounded), bfs(system, { ...unbounded, storage: 'fingerprint' })]) {
      assert.deepEqual(
        [result.verdict, result.distinct, result.transitions, result.actions, result.exhausted],
        [whole.verdict, whole.distinct, whole.transitions, whole.actions, true],
      );
    }
  });
}

test('a mutant: engine and naive twin find the same violation at the same depth', () => {
  const options = {
    nodes: 3,
    observers: 0,
    seedState: 'two-leaders',
    mutant: 'zxid-reused',
    bounds: { crashes: 0, partitions: 0, txns: 2 },
  };
  const system = systemOf('zab-coarse', options);
  const [engine, twin] = [bfs(system, { ...unbounded, depth: 4 }), naive(system, { ...unbounded, depth: 4 })];
  assert.equal(engine.verdict, 'violation');
  assert.deepEqual([engine.verdict, engine.counterexample?.property], [twin.verdict, twin.counterexample?.property]);
  assert.equal(engine.counterexample?.steps.length, twin.counterexample?.steps.length);
});
