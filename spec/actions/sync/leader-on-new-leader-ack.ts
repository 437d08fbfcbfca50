import { action } from '../../kit/action.js';
import { withServer } from '../../model/quorum.js';
import { isEpochMark } from '../../model/zxid.js';
import { isEstablished, leadingOf, learnerOf, learnersIn, withLearner } from '../leader-state.js';

/**
 * A server has joined the epoch, its disk says so. With a quorum, this leader's own disk included, the leader is
 * established: its whole log is committed at once (never entry by entry, by counting copies), and everyone who has joined may serve.
 */
export const LeaderOnNewLeaderAck = action({
  id: 'LeaderOnNewLeaderAck',
  cites: "Leader.waitForNewLeaderAck, startZkServer; DSN'11 step 2.3; Zab.tla LeaderProcessACKLD",
  on: 'ACK',
  roles: ['leading'],
  phases: ['synchronization'],
  when: {
    ofNewLeader: (_s, m) => isEpochMark(m.zxid),
    thisEpoch: (s, m) => m.zxid.epoch === s.acceptedEpoch,
    awaited: (s, m, env) =>
      m.from === env.self ? !leadingOf(s).newLeaderAcks.includes(m.from) : learnerOf(s, m.from)?.stage === 'syncing',
  },
  then: (s, m, env) => {
    const learner = learnerOf(s, m.from);
    const end = s.history.lastZxid;
    const before =
      learner === undefined
        ? { ...leadingOf(s), ackedBySelf: end }
        : withLearner(leadingOf(s), m.from, { ...learner, stage: 'synced' });
    const votes = m.from === env.self || learner?.observer === false;
    const newLeaderAcks = votes ? withServer(before.newLeaderAcks, m.from) : before.newLeaderAcks;
    const counted = { ...before, newLeaderAcks };
    if (!isEstablished(newLeaderAcks, env)) return { set: { leading: counted } };

    const ready = learnersIn(counted, ['synced']);
    const leading = ready.reduce((sum, server) => {
      const each = sum.learners[server];
      return each === undefined ? sum : withLearner(sum, server, { ...each, stage: 'active' });
    }, counted);
    return {
      set: {
        phase: 'broadcast',
        lastCommitted: end,
        vote: { leader: s.vote.leader, zxid: s.vote.zxid, epoch: s.acceptedEpoch },
        leading,
      },
      send: ready.map((to) => ({ to, message: { type: 'UPTODATE' }, after: 'now' })),
    };
  },
});
