import { action } from '../../kit/action.js';
import { follows } from '../../model/zxid.js';
import { fromMyLeader, streamBegun } from '../learner-guards.js';

/** A live INFORM that reaches an observer before UPTODATE: proposal and commit in one. */
export const ObserverOnSyncInform = action({
  id: 'ObserverOnSyncInform',
  cites: 'Learner.syncWithLeader, INFORM',
  on: 'INFORM',
  roles: ['observing'],
  phases: ['synchronization'],
  when: {
    fromMyLeader,
    streamBegun,
    isNext: (s, m) => s.syncing !== null && follows(s.syncing.log.lastZxid, m.zxid),
  },
  then: (s, m) => {
    if (s.syncing === null) return {};
    const log = s.syncing.log.append({ zxid: m.zxid, value: m.value });
    return { set: { syncing: { ...s.syncing, log, committed: m.zxid } } };
  },
});
