import { action } from '../../kit/action.js';
import { follows } from '../../model/zxid.js';
import { fromMyLeader, streamBegun } from '../learner-guards.js';

/** A proposal of the stream, or a live one behind it: kept in order, without a gap, not yet on disk. */
export const LearnerOnSyncProposal = action({
  id: 'LearnerOnSyncProposal',
  cites: 'Learner.syncWithLeader, PROPOSAL (gaps refused since ZK-4925); ZkV3_7_0 FollowerProcessPROPOSALInSync',
  on: 'PROPOSAL',
  roles: ['following', 'observing'],
  phases: ['synchronization'],
  when: {
    fromMyLeader,
    streamBegun,
    isNext: (s, m) => s.syncing !== null && follows(s.syncing.log.lastZxid, m.zxid),
  },
  then: (s, m) => {
    if (s.syncing === null) return {};
    return { set: { syncing: { ...s.syncing, log: s.syncing.log.append({ zxid: m.zxid, value: m.value }) } } };
  },
});
