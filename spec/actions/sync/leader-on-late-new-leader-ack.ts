import { action } from '../../kit/action.js';
import { isEpochMark } from '../../model/zxid.js';
import { leadingOf, learnerOf, withLearner } from '../leader-state.js';

/** A learner has joined an epoch whose leader is established already: it may serve at once. */
export const LeaderOnLateNewLeaderAck = action({
  id: 'LeaderOnLateNewLeaderAck',
  cites: 'Leader.waitForNewLeaderAck, quorumFormed',
  on: 'ACK',
  roles: ['leading'],
  phases: ['broadcast'],
  when: {
    ofNewLeader: (_s, m) => isEpochMark(m.zxid),
    thisEpoch: (s, m) => m.zxid.epoch === s.acceptedEpoch,
    awaited: (s, m) => learnerOf(s, m.from)?.stage === 'syncing',
  },
  then: (s, m) => {
    const learner = learnerOf(s, m.from);
    if (learner === undefined) return {};
    return {
      set: { leading: withLearner(leadingOf(s), m.from, { ...learner, stage: 'active' }) },
      send: [{ to: m.from, message: { type: 'UPTODATE' }, after: 'now' }],
    };
  },
});
