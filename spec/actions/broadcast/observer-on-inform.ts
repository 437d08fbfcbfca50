import { action } from '../../kit/action.js';
import { follows, sameZxid } from '../../model/zxid.js';
import { fromMyLeader } from '../learner-guards.js';

/** A committed transaction: log it and deliver it. Observers acknowledge nothing. */
export const ObserverOnInform = action({
  id: 'ObserverOnInform',
  cites: 'Observer.processPacket, INFORM; ObserverZooKeeperServer.commitRequest',
  on: 'INFORM',
  roles: ['observing'],
  phases: ['broadcast'],
  when: {
    fromMyLeader,
    isNext: (s, m) => follows(s.history.lastZxid, m.zxid),
    nothingPending: (s) => sameZxid(s.lastCommitted, s.history.lastZxid),
  },
  then: (s, m) => ({
    write: [{ history: s.history.append({ zxid: m.zxid, value: m.value }) }],
    set: { lastCommitted: m.zxid },
  }),
});
