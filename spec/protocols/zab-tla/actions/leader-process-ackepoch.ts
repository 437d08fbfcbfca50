import type { Rule } from '../../../kit/system.js';
import type { ServerId } from '../../../model/quorum.js';
import { compareZxids } from '../../../model/zxid.js';
import { proposalsOf } from '../ghosts.js';
import { ackedOnlyBy, lastZxid } from '../history.js';
import type { History } from '../history.js';
import type { Model } from '../model.js';
import { leaderReceives } from '../receive.js';
import type { Reaction } from '../receive.js';
import { hearing, reachable, senders } from '../server.js';
import type { HeardAckepoch } from '../server.js';
import { outOfPhase } from '../violations.js';

/**
 * A leader collects histories; of a quorum of them it takes the most recent for its own and sends it to all who are connected
 * (DSN'11 steps 1.2 and 2.1). Who comes later is sent the history as it is by then.
 */
export function leaderProcessACKEPOCH(model: Model): readonly Rule[] {
  return leaderReceives(model, {
    id: 'LeaderProcessACKEPOCH',
    type: 'ACKEPOCH',
    fields: ['zabState', 'acceptedEpoch', 'history', 'ackeRecv'],
    then: (self, { epoch, history }, i, j) => {
      const ackeRecv = hearing(self.ackeRecv, { sid: j, connected: true, peerLastEpoch: epoch, peerHistory: history });
      if (model.isQuorum(senders(self.ackeRecv))) {
        return { patch: { ackeRecv }, ...newLeader(model, i, self.acceptedEpoch, self.history, [j]) };
      }
      const violation = outOfPhase('counts ACKEPOCH before a quorum of them', i, self.zabState, 'DISCOVERY');
      if (!model.isQuorum(senders(ackeRecv))) return { patch: { ackeRecv }, violation };
      const initial = ackedOnlyBy(mostRecent(ackeRecv), i);
      const announcement = newLeader(model, i, self.acceptedEpoch, initial, reachable(ackeRecv, self.learners, i));
      const leads = { slot: model.place('epochLeader'), apply: 'add', operand: { epoch: self.acceptedEpoch, leader: i } };
      return {
        patch: { ackeRecv, currentEpoch: self.acceptedEpoch, history: initial, zabState: 'SYNCHRONIZATION' },
        send: announcement.send,
        updates: [...announcement.updates, leads],
        violation,
      };
    },
  });
}

type Announcement = Required<Pick<Reaction, 'send' | 'updates'>>;

function newLeader(model: Model, i: ServerId, epoch: number, history: History, to: readonly ServerId[]): Announcement {
  return {
    send: { message: { type: 'NEWLEADER', epoch, history }, to },
    updates: model.remember(proposalsOf(i, epoch, history)),
  };
}

/**
 * Zab.tla `DetermineInitialHistory`. Its CHOOSE may take any of several equals and TLC takes the one of the smallest server, as is done here.
 * It makes no difference: equals hold the same transactions, and their `ackSid` is reset.
 */
function mostRecent(ackeRecv: readonly HeardAckepoch[]): History {
  const [first, ...rest] = ackeRecv;
  return rest.reduce((best, each) => (isMoreRecent(each, best) ? each : best), first as HeardAckepoch).peerHistory;
}

function isMoreRecent(a: HeardAckepoch, b: HeardAckepoch): boolean {
  if (a.peerLastEpoch !== b.peerLastEpoch) return a.peerLastEpoch > b.peerLastEpoch;
  return compareZxids(lastZxid(a.peerHistory), lastZxid(b.peerHistory)) > 0;
}
