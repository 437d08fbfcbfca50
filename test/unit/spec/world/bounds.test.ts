import { test } from 'node:test';
import assert from 'node:assert/strict';
import { zabCoarseModel, zabModel } from '#spec/protocols/models.js';
import type { BoundName } from '#spec/kit/catalogue.js';
import type { Local } from '#spec/model/state.js';
import { budgetKind, initialBudget, left } from '#spec/world/bounds.js';
import type { Budget, BudgetName } from '#spec/world/bounds.js';
import { UNBOUNDED } from '#spec/world/world.js';
import { bfs } from '#checker/search/bfs.js';
import { unbounded } from '../../../models/options.js';

function spend(budget: Budget, name: BudgetName): Budget {
  const operator = budgetKind.operators['spend'];
  assert.ok(operator !== undefined);
  return operator(budget as never, name as never) as Budget;
}

test('a budget is spent one by one, each for itself', () => {
  const budget = initialBudget({ ...UNBOUNDED, crashes: 2, txns: 1 });
  const spent = spend(spend(budget, 'crashes'), 'txns');
  assert.deepEqual(
    [left.crashes, left.txns].map((view) => view.of(spent as never)),
    [1, 0],
  );
  assert.equal(spent.partitions, Infinity);
});

test('ceilings are no budgets', () => {
  const names = Object.keys(initialBudget(UNBOUNDED));
  for (const ceiling of ['epoch', 'rounds', 'restarts']) assert.ok(!names.includes(ceiling), ceiling);
});

/** What each budget pays for, where a leader serves. */
const paidFor: readonly (readonly [BudgetName, string])[] = [
  ['crashes', 'Crash'],
  ['partitions', 'Partition'],
  ['txns', 'LeaderOnClientWrite'],
  ['syncs', 'LearnerForwardsSync'],
  ['pings', 'LeaderPings'],
  ['snapshots', 'ServerNotesSnapshot'],
];

const NOTHING: Readonly<Record<BoundName, number>> = {
  ...{ crashes: 0, partitions: 0, txns: 0, timeouts: 0, restarts: 0 },
  ...{ syncs: 0, resends: 0, pings: 0, snapshots: 0, epoch: 9, rounds: 9 },
};

test('with every budget at 0 nothing that costs happens', () => {
  const result = zabModel.build({ nodes: 3, observers: 0, seedState: 's1', bounds: NOTHING });
  assert.ok(result.ok);
  const { actions, exhausted } = bfs(result.system, { ...unbounded, depth: 30 });
  assert.equal(exhausted, true);
  for (const [, action] of paidFor) assert.equal(actions[action], 0, action);
});

for (const [bound, action] of paidFor) {
  test(`${bound} 1: ${action} happens, and no path pays for a second`, () => {
    const built = zabModel.build({ nodes: 3, observers: 0, seedState: 's1', bounds: { ...NOTHING, [bound]: 1 } });
    assert.ok(built.ok);
    const budget = built.system.slots.findIndex(({ name }) => name === 'budget');
    const neverOverdrawn = {
      id: 'NeverOverdrawn',
      args: '',
      reads: [{ slot: budget, view: left[bound] }],
      holds: ([remaining]: readonly unknown[]) => (remaining as number) >= 0 || 'overdrawn',
    };
    const { actions, verdict } = bfs({ ...built.system, invariants: [neverOverdrawn] }, { ...unbounded, depth: 5 });
    assert.equal(verdict, 'pass');
    assert.ok((actions[action] ?? 0) > 0);
  });
}

test('no server goes beyond the largest epoch or round', () => {
  const bounds = { ...NOTHING, epoch: 1, rounds: 2, timeouts: 2, resends: 1, crashes: 1 };
  const built = zabModel.build({ nodes: 3, observers: 0, seedState: 'elected', bounds });
  assert.ok(built.ok);
  const holds = ([s]: readonly Local[]): true | string =>
    (s !== undefined && s.acceptedEpoch <= 1 && s.round <= 2) || 'beyond a ceiling';
  const invariants = built.system.slots.flatMap(({ name, kind }, slot) =>
    kind === 'server' ? [{ id: 'BelowCeilings', args: name, reads: [{ slot }], holds }] : [],
  );
  assert.equal(bfs({ ...built.system, invariants }, { ...unbounded, depth: 7 }).verdict, 'pass');
});

test('a coarse composition has no bound on rounds and repeats', () => {
  const names = zabCoarseModel.bounds.map(({ name }) => name);
  assert.ok(!names.includes('rounds') && !names.includes('resends'));
  assert.ok(zabModel.bounds.some(({ name }) => name === 'rounds'));
});
