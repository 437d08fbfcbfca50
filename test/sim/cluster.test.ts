/**
 * Whole clusters of nodes under random schedules: what the checker proves within bounds is tried here far beyond them, with
 * the interpreter that a server will use. fast-check prints the seed of a failing run.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Cluster } from './cluster.js';

/** An ensemble of five with long logs to send settles in a few thousand steps. */
const SETTLING_STEPS_MAX = 30_000;
/** Time-outs are rare beside messages, but they do come; they back off, or a long sync would never get done. */
const FIRST_IMPATIENCE = 200;

function pick<T>(items: readonly T[], choice: number): T | undefined {
  return items[choice % items.length];
}

/** Plays a schedule with faults, then heals everything and lets the ensemble recover. */
function run(size: number, schedule: readonly number[]): Cluster {
  const cluster = new Cluster(size);
  for (const choice of schedule) {
    const kind = choice % 16;
    const rest = choice >>> 4;
    const moves =
      kind === 0
        ? cluster.moves(true)
        : kind === 1
          ? cluster.impatience()
          : kind <= 4
            ? cluster.writeMoves()
            : kind === 5
              ? cluster.snapshotMoves()
              : cluster.moves(false);
    pick(moves, rest)?.make();
  }
  cluster.healAll();
  settle(cluster, schedule);
  return cluster;
}

/** Takes whatever makes progress; when nothing else can happen, and now and then, somebody loses patience. */
function settle(cluster: Cluster, schedule: readonly number[]): void {
  let impatient = FIRST_IMPATIENCE;
  for (let count = 0; count < SETTLING_STEPS_MAX; count++) {
    if (cluster.recovered()) return;
    const choice = schedule[count % schedule.length] ?? 0;
    const moves = count === impatient ? [] : cluster.moves(false);
    if (count === impatient) impatient *= 2;
    const move = pick(moves, choice) ?? pick(cluster.impatience(), choice);
    move?.make();
  }
  assert.fail('the ensemble does not get back to work');
}

for (const [size, runs] of [
  [3, 600],
  [5, 250],
] as const) {
  test(`${size} servers: random schedules with crashes and cuts lose nothing that was delivered, and recover`, () => {
    const schedules = fc.array(fc.nat(0xfff_ffff), { minLength: 200, maxLength: 1_200, size: 'max' });
    fc.assert(
      fc.property(schedules, (schedule) => {
        const cluster = run(size, schedule);
        const longest = Math.max(...cluster.ids.map((i) => cluster.delivered.get(i)?.length ?? 0));
        assert.equal(longest, cluster.history.length, 'everything ever delivered is delivered by whoever serves now');
      }),
      // A run is worth little when shrunk for minutes: the seed and path that are printed repeat it.
      { numRuns: runs, endOnFailure: true },
    );
  });
}

test('the schedules are worth something: transactions are delivered in most of them, snapshots received in many', () => {
  const schedules = fc.sample(fc.array(fc.nat(0xfff_ffff), { minLength: 600, maxLength: 600, size: 'max' }), {
    numRuns: 20,
    seed: 1,
  });
  const clusters = schedules.map((schedule) => run(3, schedule));
  const lengths = clusters.map(({ history }) => history.length);
  assert.ok(lengths.filter((length) => length > 0).length > 10, `delivered: ${lengths.join(', ')}`);
  const installs = clusters.map((cluster) => cluster.installs);
  assert.ok(installs.filter((count) => count > 0).length > 5, `snapshots received: ${installs.join(', ')}`);
});
