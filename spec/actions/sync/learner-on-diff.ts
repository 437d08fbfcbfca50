import { action } from '../../kit/action.js';
import { fromMyLeader, streamNotBegun } from '../learner-guards.js';

/** DIFF: the log is a prefix of the leader's; what is missing follows. */
export const LearnerOnDiff = action({
  id: 'LearnerOnDiff',
  cites: 'Learner.syncWithLeader, DIFF; ZkV3_7_0 FollowerProcessSyncMessage',
  on: 'DIFF',
  roles: ['following', 'observing'],
  phases: ['synchronization'],
  when: { fromMyLeader, streamNotBegun },
  then: (s) => ({
    set: {
      syncing: {
        mode: 'DIFF',
        log: s.history,
        committed: s.history.lastZxid,
        snapshot: s.snapshotZxid,
        newLeader: false,
      },
    },
  }),
});
