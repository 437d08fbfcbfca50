import { action } from '../../kit/action.js';
import { leadingOf, withoutLearner } from '../leader-state.js';

/** A learner's connection is seen to be broken. The leader stays until it notices that a quorum is missing. */
export const LeaderLosesLearner = action({
  id: 'LeaderLosesLearner',
  cites: 'LearnerHandler.shutdown, Leader.removeLearnerHandler; ZkV3_7_0 RemoveLearner',
  on: 'Disconnected',
  roles: ['leading'],
  when: {},
  then: (s, input) => ({ set: { leading: withoutLearner(leadingOf(s), input.peer) }, close: [input.peer] }),
});
