/** The spec's own scripts, from cold start: every start state of the checker that a server can be driven to. */
import { test } from 'node:test';
import { layoutFor, scripted, coldStartOf, lastOf, seedSteps } from './behaviour.js';
import { drive } from './drive.js';

const layout = layoutFor(3);

// Not `behind`, which takes a snapshot, and not `last-counter`, whose counters end early.
const SEEDS = ['s1', 'lagging', 'two-leaders', 'promised', 'rejected', 'overpromised'];

for (const id of SEEDS) test(`the seed ${id}`, (t) => drive(t, layout, seedSteps(layout, id)));

test('an ex-leader that has logged what nobody else got comes back to a new epoch', async (t) => {
  const steps = seedSteps(layout, 'rejoin');
  const settled = scripted(layout, lastOf(coldStartOf(layout), steps), [{ take: 'LeaderOnClientWrite(2)' }, { settle: true }]);
  await drive(t, layout, [...steps, ...settled]);
});

test('an observer follows', async (t) => {
  const observed = layoutFor(3, 1);
  const steps = seedSteps(observed, 's1');
  const settled = scripted(observed, lastOf(coldStartOf(observed), steps), [{ settle: true }]);
  await drive(t, observed, [...steps, ...settled]);
});
