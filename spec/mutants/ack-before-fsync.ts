import { FollowerOnProposal } from '../actions/broadcast/follower-on-proposal.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

export const ackBeforeFsync: Mutant = {
  id: 'ack-before-fsync',
  means: 'A follower acknowledges a proposal before it is on its disk.',
  cites: 'ZK-4646 family',
  killedBy: 'AckIsDurable',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 's1', bounds: { crashes: 0, partitions: 0, txns: 0 } },
  depth: 6,
  extension: {
    replace: [
      tampered(FollowerOnProposal, (step) => ({ ...step, send: (step.send ?? []).map((each) => ({ ...each, after: 'now' })) })),
    ],
  },
};
