import { LearnerRepeatsEpoch } from '../actions/discovery/learner-repeats-epoch.js';
import { withoutGuard } from './mutant.js';
import type { Mutant } from './mutant.js';

export const guardsOverlap: Mutant = {
  id: 'guards-overlap',
  means: 'Two actions are enabled for a LEADERINFO with a newer epoch.',
  cites: 'exclusive guards; see docs/adr/002',
  killedBy: 'ExclusiveActions',
  protocol: 'zab',
  options: { nodes: 3, observers: 0, seedState: 'elected', bounds: { crashes: 0, partitions: 0, txns: 0 } },
  depth: 6,
  extension: { replace: [withoutGuard(LearnerRepeatsEpoch, 'sameEpoch')] },
};
