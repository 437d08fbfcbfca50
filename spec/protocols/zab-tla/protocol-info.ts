/** How this protocol presents itself to a command line. */
import type { BoundInfo, Built, ModelOptions, ProtocolInfo, SeedInfo } from '../../kit/catalogue.js';
import { play } from '../../kit/play.js';
import type { Played, SeedStep } from '../../kit/play.js';
import type { System } from '../../kit/system.js';
import { zabTla, ZAB_TLA_DEFAULTS } from './zab-tla.js';

const BOUNDS: readonly BoundInfo[] = [
  { name: 'timeouts', means: 'timeouts between a leader and a follower, and restarts' },
  { name: 'txns', means: 'length of the longest history at which no further request is taken' },
  { name: 'epoch', means: 'largest epoch; no CEPOCH is taken once it is reached' },
  { name: 'restarts', means: 'restarts, each of which is a timeout too' },
];

const SERVERS_MAX = 9;

const SEEDS: readonly SeedInfo[] = [
  { id: 'init', means: 'Init of Zab.tla: every server looks for a leader, nothing has happened.' },
  { id: 'established', means: 'The last server is the oracle, leads in BROADCAST, and everyone follows; nothing was requested.' },
];

/** What does not wait for a message: steps a script takes by name, or not at all. */
const NOT_BY_THEMSELVES = ['UpdateLeader', 'FollowLeader', 'Timeout', 'Restart', 'LeaderProcessRequest'];

function established(system: System, nodes: number): Played {
  const progress = system.rules.filter((rule) => !NOT_BY_THEMSELVES.some((action) => rule.name.startsWith(action)));
  const followers = Array.from({ length: nodes - 1 }, (_unused, index) => ({ take: `FollowLeader(${index + 1})` }));
  const script: readonly SeedStep[] = [{ take: `UpdateLeader(${nodes})` }, ...followers, { settle: true }];
  return play({ slots: system.slots, kinds: system.kinds, progress, everything: system.rules }, system.initial[0] ?? [], script);
}

function build({ nodes, observers, mutant, seedState, bounds }: ModelOptions): Built {
  if (nodes < 2) return { ok: false, error: 'zab-tla needs at least 2 servers: one alone has nobody to lead. Try --nodes 3.' };
  if (nodes > SERVERS_MAX) {
    return { ok: false, error: `${nodes} servers are more than the ${SERVERS_MAX} that zab-tla is made for.` };
  }
  if (observers > 0) return { ok: false, error: 'zab-tla has no observers, since Zab.tla has none.' };
  if (mutant !== undefined) return { ok: false, error: `zab-tla has no mutant "${mutant}".` };
  const { maxTimeouts, maxTxns, maxEpoch, maxRestarts } = ZAB_TLA_DEFAULTS;
  const { timeouts = maxTimeouts, txns = maxTxns, epoch = maxEpoch, restarts = maxRestarts } = bounds;
  const options = { servers: nodes, maxTimeouts: timeouts, maxTxns: txns, maxEpoch: epoch, maxRestarts: restarts };
  const used = { timeouts, txns, epoch, restarts };
  const system = zabTla(options);
  if (seedState === undefined || seedState === 'init') return { ok: true, system, bounds: used };
  if (seedState !== 'established') {
    return { ok: false, error: `zab-tla has no seed state "${seedState}"; it has init, established.` };
  }
  const played = established(system, nodes);
  if (!played.ok) return { ok: false, error: `seed established: ${played.error}` };
  return { ok: true, system: zabTla(options, played.values), bounds: used };
}

export const zabTlaModel: ProtocolInfo = {
  id: 'zab-tla',
  title: 'L0: the protocol of the paper as Zab.tla writes it, action for action; an oracle elects',
  seeds: SEEDS,
  bounds: BOUNDS,
  observers: false,
  disks: [],
  build,
};
