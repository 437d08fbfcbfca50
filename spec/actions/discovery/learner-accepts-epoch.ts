import { action } from '../../kit/action.js';
import { fromMyLeader } from '../learner-guards.js';

/** A newer epoch than any promised: promise it on disk, then say how far this server's log and epoch reach. */
export const LearnerAcceptsEpoch = action({
  id: 'LearnerAcceptsEpoch',
  cites: "Learner.registerWithLeader; DSN'11 step 1.3 (ACKEPOCH); Zab.tla FollowerProcessNEWEPOCH",
  on: 'LEADERINFO',
  roles: ['following', 'observing'],
  phases: ['discovery'],
  when: {
    fromMyLeader,
    newerEpoch: (s, m) => m.epoch > s.acceptedEpoch,
  },
  then: (s, m) => ({
    write: [{ acceptedEpoch: m.epoch }],
    set: { phase: 'synchronization' },
    send: [
      {
        to: m.from,
        message: { type: 'ACKEPOCH', lastZxid: s.history.lastZxid, currentEpoch: s.currentEpoch },
        after: 'synced',
      },
    ],
  }),
});
