import { LeaderOnNewLeaderAck } from '../actions/sync/leader-on-new-leader-ack.js';
import { action } from '../kit/action.js';
import type { Mutant } from './mutant.js';

export const uptodateBeforeQuorum: Mutant = {
  id: 'uptodate-before-quorum',
  means: 'The first ACK of NEWLEADER establishes the leader: it delivers its log and sends UPTODATE without a quorum.',
  cites: "classic; DSN'11 step 2.3; Leader.waitForNewLeaderAck",
  killedBy: 'CommittedOnQuorum',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 's1', bounds: { crashes: 1, partitions: 0, txns: 0 } },
  depth: 10,
  extension: {
    replace: [
      action({
        ...LeaderOnNewLeaderAck,
        then: (s, m, env) => LeaderOnNewLeaderAck.then(s, m, { ...env, isQuorum: () => true }),
      }),
    ],
  },
};
