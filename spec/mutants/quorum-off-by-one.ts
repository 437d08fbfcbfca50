import { sid } from '../model/quorum.js';
import type { Mutant } from './mutant.js';

export const quorumOffByOne: Mutant = {
  id: 'quorum-off-by-one',
  means: 'One server less than a majority counts as a quorum.',
  cites: 'classic; zab-spec sheet 13',
  killedBy: 'CommittedOnQuorum',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 's1', bounds: { crashes: 0, partitions: 0, txns: 0, timeouts: 0, syncs: 0, pings: 0, snapshots: 0 } },
  depth: 6,
  quorum: (voters) => (servers) => 2 * (voters.filter((voter) => servers.includes(sid(voter))).length + 1) > voters.length,
};
