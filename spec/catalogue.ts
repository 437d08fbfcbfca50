/** Everything a command can name: compositions, mutants and the standard suite. */
import type { BoundName, MutantInfo, ProtocolInfo, SuiteEntry } from './kit/catalogue.js';
import { MUTANTS } from './mutants/index.js';
import { zabCoarseModel, zabModel } from './protocols/models.js';
import { seedsFor } from './seeds/scripts.js';
import { zabTlaModel } from './protocols/zab-tla/protocol-info.js';

export const protocols: readonly ProtocolInfo[] = [zabModel, zabCoarseModel, zabTlaModel];
export const mutants: readonly MutantInfo[] = MUTANTS;

type Bounds = Readonly<Partial<Record<BoundName, number>>>;

/** From the states to this depth it is decided whether the ensemble can get back to work. */
const RECOVERY_DEPTH = 7;

/**
 * The standard suite for so many voters: what `check` runs when no protocol is named. L1 from cold start and from the seeds that
 * bring its rarer actions into reach, then the coarse composition with crashes between disk writes from every seed, then L0.
 */
export function standardSuite(nodes: number): readonly SuiteEntry[] {
  const fine = (seedState: string, bounds: Bounds, observers = 0): SuiteEntry => ({
    protocol: zabModel.id,
    options: { nodes, observers, seedState, bounds },
  });
  const coarse = (seedState: string, bounds: Bounds, observers = 0): SuiteEntry => ({
    protocol: zabCoarseModel.id,
    options: { nodes, observers, seedState, bounds },
    reachableDepth: RECOVERY_DEPTH,
  });
  const tla = (seedState: string): SuiteEntry => ({
    protocol: zabTlaModel.id,
    options: { nodes, observers: 0, seedState, bounds: {} },
  });
  const alone: SuiteEntry = {
    protocol: zabModel.id,
    options: { nodes: 1, observers: 1, disk: 'async', seedState: 'cold', bounds: { crashes: 2, txns: 2 } },
    reachableDepth: RECOVERY_DEPTH,
  };
  const rows = [
    { ...fine('cold', { timeouts: 1, resends: 1 }), reachableDepth: RECOVERY_DEPTH },
    fine('elected', { timeouts: 1 }, 1),
    fine('promised', {}),
    fine('rejected', {}),
    fine('overpromised', {}),
    fine('diverged', {}),
    fine('behind', {}, 1),
    fine('s1', { crashes: 0, partitions: 0, syncs: 1, pings: 1, snapshots: 1 }, 1),
    alone,
    coarse('cold', { crashes: 2, txns: 2 }),
    coarse('established', { crashes: 2, timeouts: 1, txns: 2 }),
    coarse('s1', { crashes: 2, txns: 2 }),
    coarse('diverged', { txns: 2 }),
    coarse('rejoin', { crashes: 2, txns: 2 }),
    coarse('behind', { txns: 2 }),
    coarse('lagging', { crashes: 2 }),
    coarse('two-leaders', { txns: 2 }),
    coarse('last-counter', { txns: 2 }),
    coarse('observer-away', { crashes: 0, partitions: 0 }, 1),
  ];
  // Some scripts are written for so many voters, or for more than one; other ensembles do without their seeds.
  const seeds = seedsFor(nodes).filter(({ voters = nodes }) => voters === nodes);
  const played = rows.filter(({ options }) => seeds.some(({ id }) => id === options.seedState));
  return nodes === 1 ? played : [...played, tla('init'), tla('established')];
}
