import { FollowerOnProposal } from '../actions/broadcast/follower-on-proposal.js';
import { action } from '../kit/action.js';
import type { Mutant } from './mutant.js';

export const valueAltered: Mutant = {
  id: 'value-altered',
  means: 'A follower logs another value than the one proposed.',
  cites: "classic; DSN'11 integrity",
  killedBy: 'Integrity',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 's1', bounds: { crashes: 0, partitions: 0, txns: 0 } },
  depth: 9,
  alsoKills: ['Agreement', 'PrefixConsistency', 'HistoryConsistency', 'CommittedLogStability'],
  extension: {
    replace: [action({ ...FollowerOnProposal, then: (s, m, env) => FollowerOnProposal.then(s, { ...m, value: 'other' }, env) })],
  },
};
