import type { Rule } from '../../../kit/system.js';
import type { ServerId } from '../../../model/quorum.js';
import { compareZxids, showZxid } from '../../../model/zxid.js';
import { ackedBy, indexOfZxid, lastAckedBy } from '../history.js';
import type { Model } from '../model.js';
import { leaderReceives } from '../receive.js';
import type { Reaction } from '../receive.js';
import { reachable } from '../server.js';
import type { Server } from '../server.js';

type Self = Pick<Server, 'history' | 'lastCommitted' | 'learners' | 'ackldRecv'>;

/** A leader counts who holds a proposal; with a quorum, and everything before it committed, it commits (DSN'11 step 3.3). */
export function leaderProcessACK(model: Model): readonly Rule[] {
  return leaderReceives(model, {
    id: 'LeaderProcessACK',
    type: 'ACK',
    fields: ['history', 'lastCommitted', 'ackldRecv'],
    then: (self, { zxid }, i, j) => {
      const { history, lastCommitted } = self;
      const index = indexOfZxid(history, zxid);
      const previous = lastAckedBy(history, j);
      if (index < 1 || index > history.length || (previous !== -1 && previous + 1 !== index)) {
        const detail = `leader ${i} gets ACK ${showZxid(zxid)} from ${j}: entry ${index} of ${history.length}, the last acknowledged was ${previous}`;
        return { violation: { property: 'AckInconsistent', detail } };
      }
      const acked = { ...self, history: history.map((txn, place) => (place + 1 === index ? ackedBy(txn, j) : txn)) };
      const hasOutstanding = lastCommitted.index < history.length;
      const hasCommitted = compareZxids(zxid, lastCommitted.zxid) <= 0;
      return hasOutstanding && !hasCommitted ? tryToCommit(model, i, acked, index) : { patch: { history: acked.history } };
    },
  });
}

/** Zab.tla `LeaderTryToCommit`. COMMIT goes to those whose ACKLD was counted: the others will learn it from COMMITLD. */
function tryToCommit(model: Model, i: ServerId, { history, lastCommitted, learners, ackldRecv }: Self, index: number): Reaction {
  const txn = history[index - 1];
  if (txn === undefined || lastCommitted.index < index - 1 || !model.isQuorum(txn.ackSid)) return { patch: { history } };
  const { zxid } = txn;
  const detail = `leader ${i} commits entry ${index} (${showZxid(zxid)}) after entry ${lastCommitted.index}`;
  return {
    patch: { history, lastCommitted: { index, zxid } },
    send: { message: { type: 'COMMIT', zxid }, to: reachable(ackldRecv, learners, i) },
    violation: lastCommitted.index + 1 === index ? undefined : { property: 'CommitInconsistent', detail },
  };
}
