import { action } from '../../kit/action.js';
import { sameZxid } from '../../model/zxid.js';
import { fromMyLeader } from '../learner-guards.js';

/** A commit: deliver the first pending transaction, which must be the one named. Its own disk need not have it yet; a quorum has. */
export const FollowerOnCommit = action({
  id: 'FollowerOnCommit',
  cites: "Follower.processPacket, COMMIT; FollowerZooKeeperServer.commit; DSN'11 step 3.4; Zab.tla FollowerProcessCOMMIT",
  on: 'COMMIT',
  roles: ['following'],
  phases: ['broadcast'],
  when: {
    fromMyLeader,
    matchesFirstPending: (s, m) => {
      const first = s.history.next(s.lastCommitted);
      return first !== undefined && sameZxid(first.zxid, m.zxid);
    },
  },
  then: (_s, m) => ({ set: { lastCommitted: m.zxid } }),
});
