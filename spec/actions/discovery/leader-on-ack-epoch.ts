import { action } from '../../kit/action.js';
import { withServer } from '../../model/quorum.js';
import { zxid } from '../../model/zxid.js';
import { epochAcknowledged, leadingOf, learnerOf, learnersIn, withLearner } from '../leader-state.js';
import { syncLearners } from '../sync/stream.js';
import { moreRecent } from './more-recent.js';

/**
 * A promise of the new epoch, from a server that is not ahead. With a quorum of them nobody can have committed anything
 * this leader lacks: it joins the epoch, and everyone who answered is synchronized. Its own vote for NEWLEADER is an
 * ACK to itself, held until its disk has the epoch.
 */
export const LeaderOnAckEpoch = action({
  id: 'LeaderOnAckEpoch',
  cites: "Leader.waitForEpochAck; DSN'11 step 2.1; Zab.tla LeaderProcessACKEPOCH",
  on: 'ACKEPOCH',
  roles: ['leading'],
  phases: ['discovery'],
  when: {
    epochWasSent: (s, m) => learnerOf(s, m.from)?.stage === 'informed',
    quorumOpen: (s, _m, env) => !epochAcknowledged(s, env),
    notAhead: (s, m) => !moreRecent(s, m),
  },
  then: (s, m, env) => {
    const observer = !env.voters.includes(m.from);
    const counts = !observer && m.currentEpoch !== -1;
    const before = withLearner(leadingOf(s), m.from, { stage: 'acknowledged', observer, acked: m.lastZxid });
    const electing = counts ? withServer(before.electing, m.from) : before.electing;
    const leading = { ...before, electing };
    if (!env.isQuorum(electing)) return { set: { leading } };

    const synced = syncLearners(s, leading, learnersIn(leading, ['acknowledged']), s.history.lastZxid, 'synced');
    const ownAck = { type: 'ACK', zxid: zxid(s.acceptedEpoch, 0) } as const;
    return {
      write: [{ currentEpoch: s.acceptedEpoch }],
      set: { phase: 'synchronization', leading: synced.leading },
      send: [...synced.send, { to: env.self, message: ownAck, after: 'synced' }],
    };
  },
});
