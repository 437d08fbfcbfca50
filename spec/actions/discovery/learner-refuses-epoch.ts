import { action } from '../../kit/action.js';
import { fromMyLeader } from '../learner-guards.js';
import { goLooking } from '../election/votes.js';

/** A later epoch was promised to someone else: this leader is not followed. */
export const LearnerRefusesEpoch = action({
  id: 'LearnerRefusesEpoch',
  cites: 'Learner.registerWithLeader, leader epoch less than accepted epoch; Zab.tla FollowerProcessNEWEPOCH',
  on: 'LEADERINFO',
  roles: ['following', 'observing'],
  phases: ['discovery'],
  when: {
    fromMyLeader,
    olderEpoch: (s, m) => m.epoch < s.acceptedEpoch,
  },
  then: (s, _m, env) => goLooking(s, env),
});
