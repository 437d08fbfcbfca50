/** How this protocol presents itself to a command line. */
import type { BoundInfo, Built, ModelOptions, ProtocolInfo } from '../../kit/catalogue.js';
import { zabTla, ZAB_TLA_DEFAULTS } from './zab-tla.js';

const BOUNDS: readonly BoundInfo[] = [
  { name: 'timeouts', means: 'timeouts between a leader and a follower, and restarts' },
  { name: 'txns', means: 'length of the longest history at which no further request is taken' },
  { name: 'epoch', means: 'largest epoch; no CEPOCH is taken once it is reached' },
  { name: 'restarts', means: 'restarts, each of which is a timeout too' },
];

const SERVERS_MAX = 9;

function build({ nodes, observers, mutant, bounds }: ModelOptions): Built {
  if (nodes < 2) return { ok: false, error: 'zab-tla needs at least 2 servers: one alone has nobody to lead. Try --nodes 3.' };
  if (nodes > SERVERS_MAX) return { ok: false, error: `${nodes} servers are more than the ${SERVERS_MAX} that zab-tla is made for.` };
  if (observers > 0) return { ok: false, error: 'zab-tla has no observers, since Zab.tla has none.' };
  if (mutant !== undefined) return { ok: false, error: `zab-tla has no mutant "${mutant}".` };
  const { maxTimeouts, maxTxns, maxEpoch, maxRestarts } = ZAB_TLA_DEFAULTS;
  const { timeouts = maxTimeouts, txns = maxTxns, epoch = maxEpoch, restarts = maxRestarts } = bounds;
  const system = zabTla({ servers: nodes, maxTimeouts: timeouts, maxTxns: txns, maxEpoch: epoch, maxRestarts: restarts });
  return { ok: true, system, bounds: { timeouts, txns, epoch, restarts } };
}

export const zabTlaModel: ProtocolInfo = {
  id: 'zab-tla',
  title: 'L0: the protocol of the paper as Zab.tla writes it, action for action; an oracle elects',
  seeds: [],
  bounds: BOUNDS,
  observers: false,
  disks: [],
  build,
};
