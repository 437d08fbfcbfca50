import { action } from '../../kit/action.js';
import { goLooking } from '../election/votes.js';
import { quorumConnected } from '../leader-state.js';

/**
 * A quorum did not form in time, or is no longer there: leadership ends and everyone is disconnected. An established leader
 * with a quorum behind it never times out.
 */
export const LeaderStepsDown = action({
  id: 'LeaderStepsDown',
  cites: 'Leader.lead, syncedAckSet; waitForEpochAck and waitForNewLeaderAck time-outs',
  on: 'QuorumTimeout',
  roles: ['leading'],
  when: {
    quorumMissing: (s, _input, env) => s.phase !== 'broadcast' || !quorumConnected(s, env),
  },
  then: (s, _input, env) => goLooking(s, env),
});
