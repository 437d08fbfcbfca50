import { action } from '../../kit/action.js';
import type { Send } from '../../kit/action.js';
import { zxid } from '../../model/zxid.js';
import { fromMyLeader, streamBegun } from '../learner-guards.js';

/**
 * UPTODATE: a quorum has joined the epoch, so everything the stream committed is delivered and clients are served. What was
 * queued since NEWLEADER is logged now, and acknowledged like any proposal.
 */
export const LearnerOnUpToDate = action({
  id: 'LearnerOnUpToDate',
  cites: "Learner.syncWithLeader, UPTODATE; DSN'11 step 2.4; ZkV3_7_0 FollowerProcessUPTODATE",
  on: 'UPTODATE',
  roles: ['following', 'observing'],
  phases: ['synchronization'],
  when: {
    fromMyLeader,
    streamBegun,
    afterNewLeader: (s) => s.syncing?.newLeader === true,
  },
  then: (s, m) => {
    if (s.syncing === null) return {};
    const { log, committed } = s.syncing;
    const queued = log.after(s.history.lastZxid);
    const acks: readonly Send[] =
      s.role === 'observing'
        ? []
        : queued.map((txn) => ({ to: m.from, message: { type: 'ACK', zxid: txn.zxid }, after: 'synced' }));
    return {
      write: queued.length === 0 ? [] : [{ history: log }],
      set: {
        phase: 'broadcast',
        lastCommitted: committed,
        vote: { leader: s.vote.leader, zxid: s.vote.zxid, epoch: s.acceptedEpoch },
        syncing: null,
      },
      // The ACK of UPTODATE promises nothing new: the one of NEWLEADER did.
      send: [{ to: m.from, message: { type: 'ACK', zxid: zxid(s.acceptedEpoch, 0) }, after: 'now' }, ...acks],
    };
  },
});
