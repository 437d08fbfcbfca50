import { action } from '../../kit/action.js';
import { goLooking } from '../election/votes.js';
import { learnerOf } from '../leader-state.js';
import { counterLeft } from './propose.js';

/** As for a client's write, when a learner forwards it. */
export const LeaderRollsOverOnRequest = action({
  id: 'LeaderRollsOverOnRequest',
  cites: 'Leader.propose, XidRolloverException',
  on: 'REQUEST',
  roles: ['leading'],
  phases: ['broadcast'],
  when: {
    fromActiveLearner: (s, m) => learnerOf(s, m.from)?.stage === 'active',
    counterUsedUp: (s, _m, env) => !counterLeft(s, env),
  },
  then: (s, _m, env) => goLooking(s, env),
});
