import { action } from '../../kit/action.js';
import { goLooking } from '../election/votes.js';

/** The connection to the leader is seen to be broken: look for a leader again. A sync in progress is forgotten, what is on disk stays. */
export const LearnerLosesLeader = action({
  id: 'LearnerLosesLeader',
  cites: 'Follower.followLeader, Observer.observeLeader: exception when following the leader',
  on: 'Disconnected',
  roles: ['following', 'observing'],
  when: {
    myLeader: (s, input) => s.connected && input.peer === s.vote.leader,
  },
  then: (s, _input, env) => goLooking(s, env),
});
