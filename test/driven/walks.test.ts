/** Random walks through the world, with crashes, restarts and partitions, driven through real servers. More in `walks.slow.test.ts`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driveWalk, walkOf } from './walks.js';

const SEEDS = [1, 2, 3, 4, 5, 6];
const STEPS = 120;

const walks = SEEDS.map((seed) => walkOf(seed, STEPS));

for (const walk of walks) test(`walk ${walk.seed}`, (t) => driveWalk(t, walk));

test('these walks are worth their while', (t) => {
  const steps = walks.flatMap((walk) => walk.steps);
  const actions = new Set(steps.map(({ action }) => action));
  const lossy = steps.filter(({ action, args }) => action === 'Crash' && / keeping (\d+) of (?!\1 )/.test(args));
  t.diagnostic(`${steps.length} steps, ${actions.size} actions, ${lossy.length} crashes that lose writes`);
  assert(lossy.length > 0, 'a crash loses what waits for the disk');
  assert(actions.size >= 40, [...actions].join(', '));
});
