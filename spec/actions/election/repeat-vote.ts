import { action } from '../../kit/action.js';
import { tellVoters } from './votes.js';

/** Nothing was heard for a while; notifications may have been lost: say it again. */
export const RepeatVote = action({
  id: 'RepeatVote',
  cites: 'FastLeaderElection.lookForLeader, n == null; ZkV3_7_0 NotificationTimeout',
  on: 'ElectionTimeout',
  roles: ['looking'],
  when: {
    undecided: (s) => !s.finalizing,
  },
  then: (s, _input, env) => ({ send: tellVoters(s, env) }),
});
