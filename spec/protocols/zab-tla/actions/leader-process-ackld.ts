import type { Rule } from '../../../kit/system.js';
import { ackedUpTo, lastZxid } from '../history.js';
import type { Model } from '../model.js';
import { leaderReceives } from '../receive.js';
import { hearing, reachable, senders } from '../server.js';
import { outOfPhase } from '../violations.js';

/**
 * A leader counts who joined its epoch; a quorum commits its whole history and opens BROADCAST (DSN'11 step 2.3). Who comes later is told how far
 * the leader has committed by then, which may be beyond what that follower acknowledged (`issues.md` 3).
 */
export function leaderProcessACKLD(model: Model): readonly Rule[] {
  return leaderReceives(model, {
    id: 'LeaderProcessACKLD',
    type: 'ACKLD',
    fields: ['zabState', 'history', 'lastCommitted', 'ackldRecv'],
    then: (self, message, i, j) => {
      const ackldRecv = hearing(self.ackldRecv, { sid: j, connected: true });
      const history = ackedUpTo(self.history, j, message.zxid);
      if (model.isQuorum(senders(self.ackldRecv))) {
        return {
          patch: { ackldRecv, history },
          send: { message: { type: 'COMMITLD', zxid: self.lastCommitted.zxid }, to: [j] },
          violation: outOfPhase('counts ACKLD after a quorum of them', i, self.zabState, 'BROADCAST'),
        };
      }
      const violation = outOfPhase('counts ACKLD before a quorum of them', i, self.zabState, 'SYNCHRONIZATION');
      if (!model.isQuorum(senders(ackldRecv))) return { patch: { ackldRecv, history }, violation };
      const zxid = lastZxid(self.history);
      return {
        patch: { ackldRecv, history, lastCommitted: { index: self.history.length, zxid }, zabState: 'BROADCAST' },
        send: { message: { type: 'COMMITLD', zxid }, to: reachable(ackldRecv, self.learners, i) },
        violation,
      };
    },
  });
}
