import { action } from '../../kit/action.js';
import { goLooking } from '../election/votes.js';
import { counterLeft } from './propose.js';

/** The epoch's counter is used up: step down, so that a new epoch starts counting from 1 (ZK-1277). The write is not done. */
export const LeaderRollsOverOnClientWrite = action({
  id: 'LeaderRollsOverOnClientWrite',
  cites: 'Leader.propose, XidRolloverException',
  on: 'ClientWrite',
  roles: ['leading'],
  phases: ['broadcast'],
  when: {
    counterUsedUp: (s, _input, env) => !counterLeft(s, env),
  },
  then: (s, _input, env) => goLooking(s, env),
});
