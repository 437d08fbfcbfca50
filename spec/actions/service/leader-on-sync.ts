import { action } from '../../kit/action.js';
import { sameZxid } from '../../model/zxid.js';
import { leadingOf, learnerOf } from '../leader-state.js';

/** A sync: answered at once where nothing is outstanding, else behind the commit of the newest proposal. */
export const LeaderOnSync = action({
  id: 'LeaderOnSync',
  cites: 'Leader.processSync',
  on: 'SYNC',
  roles: ['leading'],
  phases: ['broadcast'],
  when: {
    fromActiveLearner: (s, m) => learnerOf(s, m.from)?.stage === 'active',
  },
  then: (s, m) => {
    const newest = s.history.lastZxid;
    if (sameZxid(s.lastCommitted, newest)) return { send: [{ to: m.from, message: { type: 'SYNC' }, after: 'now' }] };
    const leading = leadingOf(s);
    return { set: { leading: { ...leading, pendingSyncs: [...leading.pendingSyncs, { from: m.from, after: newest }] } } };
  },
});
