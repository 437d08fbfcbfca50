import { action } from '../../kit/action.js';
import { learnerOf } from '../leader-state.js';
import { counterLeft, propose } from './propose.js';

/** A learner forwards a write of one of its clients. */
export const LeaderOnRequest = action({
  id: 'LeaderOnRequest',
  cites: 'LearnerHandler.run, REQUEST; Leader.propose',
  on: 'REQUEST',
  roles: ['leading'],
  phases: ['broadcast'],
  when: {
    fromActiveLearner: (s, m) => learnerOf(s, m.from)?.stage === 'active',
    counterLeft: (s, _m, env) => counterLeft(s, env),
  },
  then: (s, m, env) => propose(s, m.value, env),
});
