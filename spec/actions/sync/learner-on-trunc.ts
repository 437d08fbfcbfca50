import { action } from '../../kit/action.js';
import { compareZxids } from '../../model/zxid.js';
import { fromMyLeader, streamNotBegun } from '../learner-guards.js';

/** TRUNC: the tail of the log was never committed; cut it off. What was delivered, and so every snapshot, is never cut. */
export const LearnerOnTrunc = action({
  id: 'LearnerOnTrunc',
  cites: 'Learner.syncWithLeader, TRUNC; ZKDatabase.truncateLog',
  on: 'TRUNC',
  roles: ['following', 'observing'],
  phases: ['synchronization'],
  when: {
    fromMyLeader,
    streamNotBegun,
    keepsDelivered: (s, m) => compareZxids(m.zxid, s.lastCommitted) >= 0,
    cutsAtAnEntry: (s, m) => s.history.has(m.zxid),
  },
  then: (s, m) => {
    const log = s.history.upTo(m.zxid);
    return {
      write: [{ history: log }],
      set: { syncing: { mode: 'TRUNC', log, committed: m.zxid, snapshot: s.snapshotZxid, newLeader: false } },
    };
  },
});
