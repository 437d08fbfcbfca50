import { action } from '../../kit/action.js';
import { sameZxid } from '../../model/zxid.js';
import { fromMyLeader, streamBegun } from '../learner-guards.js';

/** A commit of the stream: of the first proposal not yet committed, whether it came before or after NEWLEADER (ZK-4394). */
export const LearnerOnSyncCommit = action({
  id: 'LearnerOnSyncCommit',
  cites: 'Learner.syncWithLeader, COMMIT; ZkV3_7_0 FollowerProcessCOMMITInSync',
  on: 'COMMIT',
  roles: ['following', 'observing'],
  phases: ['synchronization'],
  when: {
    fromMyLeader,
    streamBegun,
    matchesFirstUncommitted: (s, m) => {
      const first = s.syncing?.log.next(s.syncing.committed);
      return first !== undefined && sameZxid(first.zxid, m.zxid);
    },
  },
  then: (s, m) => (s.syncing === null ? {} : { set: { syncing: { ...s.syncing, committed: m.zxid } } }),
});
