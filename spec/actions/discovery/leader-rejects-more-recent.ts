import { action } from '../../kit/action.js';
import { epochAcknowledged, leadingOf, learnerOf, withoutLearner } from '../leader-state.js';
import { moreRecent } from './more-recent.js';

/** The follower has seen more than this leader: synchronizing it would destroy what may be committed. The connection is closed. */
export const LeaderRejectsMoreRecent = action({
  id: 'LeaderRejectsMoreRecent',
  cites: 'Leader.waitForEpochAck, "Follower is ahead of the leader"',
  on: 'ACKEPOCH',
  roles: ['leading'],
  phases: ['discovery'],
  when: {
    epochWasSent: (s, m) => learnerOf(s, m.from)?.stage === 'informed',
    quorumOpen: (s, _m, env) => !epochAcknowledged(s, env),
    ahead: (s, m) => moreRecent(s, m),
  },
  then: (s, m) => ({ set: { leading: withoutLearner(leadingOf(s), m.from) }, close: [m.from] }),
});
