import { action } from '../../kit/action.js';
import { fromMyLeader } from '../learner-guards.js';

/** A ping is echoed: the learner is alive, and so is the connection. */
export const LearnerOnPing = action({
  id: 'LearnerOnPing',
  cites: 'Learner.ping',
  on: 'PING',
  roles: ['following', 'observing'],
  phases: ['broadcast'],
  when: { fromMyLeader },
  then: (_s, m) => ({ send: [{ to: m.from, message: { type: 'PING', zxid: m.zxid }, after: 'now' }] }),
});
