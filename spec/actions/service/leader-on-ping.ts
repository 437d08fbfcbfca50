import { action } from '../../kit/action.js';
import { learnerOf } from '../leader-state.js';

/** The echo of a ping: noted by the surroundings as a sign of life, nothing else. */
export const LeaderOnPing = action({
  id: 'LeaderOnPing',
  cites: 'LearnerHandler.run, PING',
  on: 'PING',
  roles: ['leading'],
  phases: ['broadcast'],
  when: {
    fromActiveLearner: (s, m) => learnerOf(s, m.from)?.stage === 'active',
  },
  then: () => ({}),
});
