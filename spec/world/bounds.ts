/**
 * Budgets for what the environment may do: they gate its steps and are part of the state. `left` counts down.
 * `epoch` and `rounds` are no budgets but ceilings on values; a step beyond one is not explored.
 */
import type { BoundName } from '../kit/catalogue.js';
import type { Kind, View } from '../kit/system.js';

export type Bounds = Readonly<Record<BoundName, number>>;

/** Budgets that a world spends; the rest of the names are ceilings, or belong to other levels. */
export type BudgetName = Exclude<BoundName, 'epoch' | 'rounds' | 'restarts'>;
export type Budget = Readonly<Record<BudgetName, number>>;

export const budgetKind: Kind = {
  name: 'budget',
  operators: {
    spend: (budget: Budget, name: BudgetName): Budget => ({ ...budget, [name]: budget[name] - 1 }),
  },
};

function leftOf(name: BudgetName): View {
  return { name: `${name} left`, of: (budget: Budget) => budget[name] };
}

/** How much is left of one budget: all that a rule needs to see. */
export const left: Readonly<Record<BudgetName, View>> = {
  crashes: leftOf('crashes'),
  partitions: leftOf('partitions'),
  txns: leftOf('txns'),
  timeouts: leftOf('timeouts'),
  syncs: leftOf('syncs'),
  resends: leftOf('resends'),
  pings: leftOf('pings'),
  snapshots: leftOf('snapshots'),
};

export function initialBudget(bounds: Bounds): Budget {
  const { crashes, partitions, txns, timeouts, syncs, resends, pings, snapshots } = bounds;
  return { crashes, partitions, txns, timeouts, syncs, resends, pings, snapshots };
}
