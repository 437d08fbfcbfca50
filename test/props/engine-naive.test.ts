/** The engine against its oracle, on systems that nobody designed. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { naive } from '#checker/naive/naive.js';
import { enabledSteps, replay } from '#checker/replay/replay.js';
import { bfs } from '#checker/search/bfs.js';
import { dfs } from '#checker/search/dfs.js';
import { random } from '#checker/search/random.js';
import type { SearchResult } from '#checker/search/search.js';
import type { System } from '#spec/kit/system.js';
import { counts, unbounded } from '../models/options.js';
import { randomSystem } from '../models/random-system.js';

const safe = randomSystem({ safe: true });
const unsafe = randomSystem({ safe: false });
const depth = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(Infinity));

test('breadth-first counts what the naive checker counts, at any depth', () => {
  fc.assert(
    fc.property(safe, depth, (system, bound) => {
      const options = { ...unbounded, depth: bound };
      assert.deepEqual(counts(bfs(system, options)), counts(naive(system, options)));
    }),
    { numRuns: 300 },
  );
});

test('fingerprints count what exact storage counts', () => {
  fc.assert(
    fc.property(safe, depth, (system, bound) => {
      const options = { ...unbounded, depth: bound };
      assert.deepEqual(counts(bfs(system, { ...options, storage: 'fingerprint' })), counts(bfs(system, options)));
    }),
  );
});

test('depth-first counts what breadth-first counts under a bound, and the same states without one', () => {
  fc.assert(
    fc.property(safe, depth, (system, bound) => {
      const options = { ...unbounded, depth: bound };
      const [first, second] = [dfs(system, options), bfs(system, options)];
      if (bound !== Infinity) assert.deepEqual(counts(first), counts(second));
      else {
        assert.deepEqual(
          [first.distinct, first.transitions, first.actions],
          [second.distinct, second.transitions, second.actions],
        );
      }
    }),
    { numRuns: 300 },
  );
});

test('where something is broken, engine and naive checker find it on the same level, and it replays', () => {
  fc.assert(
    fc.property(unsafe, fc.constantFrom('exact' as const, 'fingerprint' as const), (system, storage) => {
      const engine = bfs(system, { ...unbounded, storage });
      const oracle = naive(system, unbounded);
      assert.equal(levelOf(engine), levelOf(oracle));
      if (engine.counterexample === undefined) assert.deepEqual(counts(engine), counts(oracle));
      assertReplays(system, engine);
      assertReplays(system, oracle);
    }),
    { numRuns: 300 },
  );
});

test('what depth-first and random walks find broken replays, and depth-first finds something where anything is broken', () => {
  fc.assert(
    fc.property(unsafe, fc.integer(), (system, seed) => {
      const depthFirst = dfs(system, unbounded);
      assert.equal(depthFirst.counterexample === undefined, naive(system, unbounded).counterexample === undefined);
      assertReplays(system, depthFirst);
      const options = { ...unbounded, depth: 20, walks: 20, seed };
      const walked = random(system, options);
      assertReplays(system, walked);
      assert.deepEqual(counts(walked), counts(random(system, options)));
      const whole = naive(system, { ...unbounded, properties: [] });
      // A twin that met a violation in a step, or a deadlock, has not seen everything.
      if (whole.verdict === 'pass') assert.ok(walked.distinct <= whole.distinct);
    }),
    { numRuns: 300 },
  );
});

/**
 * Depth of the state that was looked at when something was found broken. On one level the two look at states in orders of their own: one may
 * come first to a state without a step, the other to a step that violates, which is one longer.
 */
function levelOf({ counterexample }: SearchResult): number | undefined {
  if (counterexample === undefined) return undefined;
  const { kind, steps } = counterexample;
  return kind === 'deadlock' || kind === 'reachable' ? steps.length : steps.length - 1;
}

/** The counterexample can be taken step by step, and ends where it says. */
function assertReplays(system: System, { verdict, counterexample }: SearchResult): void {
  if (counterexample === undefined) return;
  const { steps, last, refusal } = replay(system, counterexample.initial, counterexample.steps);
  assert.equal(refusal, undefined);
  const values = (reads: readonly { slot: number; view?: { of: (value: never) => unknown } }[]): readonly never[] =>
    reads.map(({ slot, view }) => (view === undefined ? last[slot] : view.of(last[slot] as never))) as never[];
  switch (counterexample.kind) {
    case 'deadlock':
      assert.equal(verdict, 'deadlock');
      assert.deepEqual(enabledSteps(system, last), []);
      break;
    case 'step':
      assert.ok(steps.at(-1)?.outcome.violations?.some(({ property }) => property === counterexample.property));
      break;
    case 'safety':
      assert.ok(
        system.invariants.some(({ id, reads, holds }) => id === counterexample.property && holds(values(reads)) !== true),
      );
      break;
    case 'reachable':
      assert.equal(verdict, 'unreachable');
  }
}
