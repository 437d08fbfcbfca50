import { sid } from '../model/quorum.js';
import type { Mutant } from './mutant.js';

export const quorumOffByOne: Mutant = {
  id: 'quorum-off-by-one',
  means: 'One server less than a majority counts as a quorum.',
  cites: 'classic; QuorumMaj.containsQuorum',
  killedBy: 'PrimaryUniqueness',
  protocol: 'zab-coarse',
  options: { nodes: 4, observers: 0, disk: 'atomic', bounds: { crashes: 0, partitions: 2, txns: 0 } },
  depth: 12,
  alsoKills: ['OneEstablishedLeader'],
  quorum: (voters) => (servers) => 2 * (voters.filter((voter) => servers.includes(sid(voter))).length + 1) > voters.length,
};
