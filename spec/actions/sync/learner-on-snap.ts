import { action } from '../../kit/action.js';
import { fromMyLeader, streamNotBegun } from '../learner-guards.js';

/**
 * SNAP: the leader's state replaces this server's. Until NEWLEADER it lives in `syncing` alone: a stream that breaks off leaves
 * disk and delivered state as they were (ZK-3642).
 */
export const LearnerOnSnap = action({
  id: 'LearnerOnSnap',
  cites: 'Learner.syncWithLeader, SNAP',
  on: 'SNAP',
  roles: ['following', 'observing'],
  phases: ['synchronization'],
  when: { fromMyLeader, streamNotBegun },
  then: (_s, m) => ({
    set: { syncing: { mode: 'SNAP', log: m.log, committed: m.zxid, snapshot: m.zxid, newLeader: false } },
  }),
});
