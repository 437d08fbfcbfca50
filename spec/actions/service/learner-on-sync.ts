import { action } from '../../kit/action.js';
import { fromMyLeader } from '../learner-guards.js';

/** The answer to a sync: the client's reads from now on see everything committed before it was asked. */
export const LearnerOnSync = action({
  id: 'LearnerOnSync',
  cites: 'Follower.processPacket, SYNC; Observer.processPacket, SYNC',
  on: 'SYNC',
  roles: ['following', 'observing'],
  phases: ['broadcast'],
  when: {
    fromMyLeader,
    awaited: (s) => s.awaitedSyncs > 0,
  },
  then: (s) => ({ set: { awaitedSyncs: s.awaitedSyncs - 1 } }),
});
