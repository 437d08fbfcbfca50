import { LeaderOnAckEpoch } from '../actions/discovery/leader-on-ack-epoch.js';
import { withoutGuard } from './mutant.js';
import type { Mutant } from './mutant.js';

export const moreRecentFollowerCounted: Mutant = {
  id: 'more-recent-follower-counted',
  means: 'A leader does not check whether a follower is ahead of it, and synchronizes it.',
  cites: 'classic; Leader.waitForEpochAck, isMoreRecentThan',
  killedBy: 'ElectorsNotAhead',
  protocol: 'zab',
  options: { nodes: 3, observers: 0, seedState: 'diverged', bounds: { crashes: 0, partitions: 0, txns: 0 } },
  depth: 12,
  extension: {
    drop: ['LeaderRejectsMoreRecent'],
    replace: [withoutGuard(LeaderOnAckEpoch, 'notAhead')],
  },
};
