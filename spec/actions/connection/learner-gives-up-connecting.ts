import { action } from '../../kit/action.js';
import { goLooking } from '../election/votes.js';

/** The elected leader does not listen: look again. */
export const LearnerGivesUpConnecting = action({
  id: 'LearnerGivesUpConnecting',
  cites: 'Learner.connectToLeader, tries used up; QuorumPeer.run',
  on: 'ConnectFailed',
  roles: ['following', 'observing'],
  phases: ['discovery'],
  when: {
    notConnected: (s) => !s.connected,
  },
  then: (s, _input, env) => goLooking(s, env),
});
