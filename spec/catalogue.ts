/** Everything a command can name: compositions, mutants and the standard suite. */
import type { BoundName, MutantInfo, ProtocolInfo, SuiteEntry } from './kit/catalogue.js';
import { MUTANTS } from './mutants/index.js';
import { zabCoarseModel, zabModel } from './protocols/models.js';
import { zabTlaModel } from './protocols/zab-tla/protocol-info.js';

export const protocols: readonly ProtocolInfo[] = [zabModel, zabCoarseModel, zabTlaModel];
export const mutants: readonly MutantInfo[] = MUTANTS;

type Bounds = Readonly<Partial<Record<BoundName, number>>>;

/**
 * The standard suite for so many voters: what `check` runs when no protocol is named. L1 from cold start and from the seeds that
 * bring its rarer actions into reach, then the coarse composition with crashes between disk writes from every seed, then L0.
 */
export function standardSuite(nodes: number): readonly SuiteEntry[] {
  const fine = (seedState: string, bounds: Bounds, observers = 0): SuiteEntry => ({
    protocol: zabModel.id,
    options: { nodes, observers, seedState, bounds },
  });
  const coarse = (seedState: string, bounds: Bounds): SuiteEntry => ({
    protocol: zabCoarseModel.id,
    options: { nodes, observers: 0, seedState, bounds },
  });
  return [
    fine('cold', { timeouts: 1, resends: 1 }),
    fine('elected', { timeouts: 1 }, 1),
    fine('s1', { txns: 1, partitions: 0, crashes: 0, syncs: 1, pings: 1, snapshots: 1 }, 1),
    fine('diverged', {}),
    fine('promised', {}),
    fine('overpromised', {}),
    fine('rejected', {}),
    fine('behind', {}, 1),
    fine('last-counter', {}),
    coarse('cold', { crashes: 2, txns: 2 }),
    coarse('established', { crashes: 1, txns: 2 }),
    coarse('s1', { txns: 2 }),
    coarse('diverged', { txns: 2 }),
    coarse('rejoin', { txns: 2 }),
    coarse('behind', { txns: 2 }),
    coarse('two-leaders', { txns: 2 }),
    coarse('last-counter', { txns: 2 }),
    { protocol: zabTlaModel.id, options: { nodes, observers: 0, bounds: {} } },
  ];
}
