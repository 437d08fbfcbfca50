import { LeaderOnNewLeaderAck } from '../actions/sync/leader-on-new-leader-ack.js';
import { LeaderOnLateNewLeaderAck } from '../actions/sync/leader-on-late-new-leader-ack.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

export const uptodateNotSent: Mutant = {
  id: 'uptodate-not-sent',
  means: 'The leader never tells those who acknowledged NEWLEADER that a quorum has formed.',
  cites: 'Leader.waitForStartup; LearnerHandler, UPTODATE',
  killedBy: 'SyncedQuorumReachable',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 'cold', bounds: { crashes: 0, partitions: 0, txns: 0 } },
  depth: 4,
  extension: {
    replace: [
      tampered(LeaderOnNewLeaderAck, (step) => ({ ...step, send: [] })),
      tampered(LeaderOnLateNewLeaderAck, (step) => ({ ...step, send: [] })),
    ],
  },
};
