import { action } from '../../kit/action.js';
import { laterZxid, zxid } from '../../model/zxid.js';
import { fromMyLeader, streamBegun } from '../learner-guards.js';

/**
 * NEWLEADER: the learner joins the epoch. The order is the protocol: first everything the stream committed, then the epoch,
 * and only when both are on disk the ACK. Proposals not committed stay queued until UPTODATE. Each other order lost data in
 * ZooKeeper: ZK-3911, ZK-4643, ZK-4646, ZK-4785.
 */
export const LearnerOnNewLeader = action({
  id: 'LearnerOnNewLeader',
  cites: "Learner.syncWithLeader, NEWLEADER (fixed order of 3.9.3); DSN'11 step 2.2; Zab.tla FollowerProcessNEWLEADER",
  on: 'NEWLEADER',
  roles: ['following', 'observing'],
  phases: ['synchronization'],
  when: {
    fromMyLeader,
    streamBegun,
    firstTime: (s) => s.syncing?.newLeader === false,
    promisedEpoch: (s, m) => m.epoch === s.acceptedEpoch,
  },
  then: (s, m) => {
    if (s.syncing === null) return {};
    const { mode, log, committed, snapshot } = s.syncing;
    const history = log.upTo(committed);
    // Never back: what this server's own snapshot covers is committed, and so in the leader's log too.
    const snapshotZxid = laterZxid(s.snapshotZxid, snapshot);
    return {
      write: [mode === 'SNAP' ? { history, snapshotZxid } : { history }, { currentEpoch: m.epoch }],
      // A snapshot holds only what is committed, so what it covers is delivered as it is kept.
      set: { lastCommitted: laterZxid(s.lastCommitted, snapshot), syncing: { ...s.syncing, newLeader: true } },
      send: [{ to: m.from, message: { type: 'ACK', zxid: zxid(m.epoch, 0) }, after: 'synced' }],
    };
  },
});
