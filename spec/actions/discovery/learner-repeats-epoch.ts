import { action } from '../../kit/action.js';
import { fromMyLeader } from '../learner-guards.js';

/** The epoch was promised before: synchronize, but with -1 for the epoch, so that the promise is not counted a second time. */
export const LearnerRepeatsEpoch = action({
  id: 'LearnerRepeatsEpoch',
  cites: 'Learner.registerWithLeader, newEpoch == self.getAcceptedEpoch()',
  on: 'LEADERINFO',
  roles: ['following', 'observing'],
  phases: ['discovery'],
  when: {
    fromMyLeader,
    sameEpoch: (s, m) => m.epoch === s.acceptedEpoch,
  },
  then: (s, m) => ({
    set: { phase: 'synchronization' },
    send: [{ to: m.from, message: { type: 'ACKEPOCH', lastZxid: s.history.lastZxid, currentEpoch: -1 }, after: 'synced' }],
  }),
});
