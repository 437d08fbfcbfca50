import { action } from '../../kit/action.js';
import type { Send, Step } from '../../kit/action.js';
import type { Leading } from '../../model/state.js';
import type { Txn } from '../../model/log.js';
import { compareZxids, isEpochMark, nextZxid, sameZxid } from '../../model/zxid.js';
import { acknowledgedByQuorum, FORWARDING, leadingOf, learnerOf, learnersIn, withLearner } from '../leader-state.js';

/**
 * A proposal is on one more disk. Acknowledgements are cumulative and come in order, so one index a server is enough. The
 * first outstanding proposal that a quorum has is committed; no other can be, since whoever has a later one has this one too.
 */
export const LeaderOnAck = action({
  id: 'LeaderOnAck',
  cites: "Leader.processAck, tryToCommit; DSN'11 step 3.3; Zab.tla LeaderProcessACK",
  on: 'ACK',
  roles: ['leading'],
  phases: ['broadcast'],
  when: {
    ofProposal: (_s, m) => !isEpochMark(m.zxid),
    fromActiveServer: (s, m, env) => m.from === env.self || learnerOf(s, m.from)?.stage === 'active',
    nextFromThisServer: (s, m, env) => {
      // Not asked of the log: a snapshot may cover what a slow server has yet to acknowledge.
      const acked = m.from === env.self ? leadingOf(s).ackedBySelf : learnerOf(s, m.from)?.acked;
      return acked !== undefined && sameZxid(nextZxid(acked, s.currentEpoch), m.zxid);
    },
    wasProposed: (s, m) => compareZxids(m.zxid, s.history.lastZxid) <= 0,
  },
  then: (s, m, env) => {
    const learner = learnerOf(s, m.from);
    const leading =
      learner === undefined
        ? { ...leadingOf(s), ackedBySelf: m.zxid }
        : withLearner(leadingOf(s), m.from, { ...learner, acked: m.zxid });
    const first = s.history.next(s.lastCommitted);
    return first !== undefined && sameZxid(first.zxid, m.zxid) && acknowledgedByQuorum(leading, m.zxid, env)
      ? commit(leading, first)
      : { set: { leading } };
  },
});

/** COMMIT to followers, INFORM to observers, then the syncs that waited for this very transaction. */
function commit(leading: Leading, txn: Txn): Step {
  const send: Send[] = [];
  for (const to of learnersIn(leading, FORWARDING)) {
    const message =
      leading.learners[to]?.observer === true
        ? ({ type: 'INFORM', zxid: txn.zxid, value: txn.value } as const)
        : ({ type: 'COMMIT', zxid: txn.zxid } as const);
    // A quorum has it on disk; whether this server's own disk is among them does not matter.
    send.push({ to, message, after: 'now' });
  }
  const waited = leading.pendingSyncs.filter((sync) => sameZxid(sync.after, txn.zxid));
  for (const sync of waited) send.push({ to: sync.from, message: { type: 'SYNC' }, after: 'now' });
  const pendingSyncs = leading.pendingSyncs.filter((sync) => !sameZxid(sync.after, txn.zxid));
  return { set: { lastCommitted: txn.zxid, leading: { ...leading, pendingSyncs } }, send };
}
