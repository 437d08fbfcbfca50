import { action } from '../../kit/action.js';
import { leadingOf, learnersIn } from '../leader-state.js';

/** Half a tick has passed: every active learner is pinged. Silence is what the surroundings turn into `Disconnected`. */
export const LeaderPings = action({
  id: 'LeaderPings',
  cites: 'Leader.lead, f.ping(); LearnerHandler.ping',
  on: 'Tick',
  roles: ['leading'],
  phases: ['broadcast'],
  when: {
    hasActiveLearners: (s) => learnersIn(leadingOf(s), ['active']).length > 0,
  },
  then: (s) => ({
    send: learnersIn(leadingOf(s), ['active']).map((to) => ({
      to,
      message: { type: 'PING', zxid: s.history.lastZxid },
      after: 'now',
    })),
  }),
});
