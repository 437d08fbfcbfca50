import type { Rule } from '../../../kit/system.js';
import type { Model } from '../model.js';
import { leaderReceives } from '../receive.js';
import { hearing, reachable, senders } from '../server.js';
import { outOfPhase } from '../violations.js';

/**
 * A leader counts promises; a quorum of them fixes the new epoch, which goes to all who are connected (DSN'11 step 1.2). Who comes later is
 * told the epoch, and is held back by the bound on epochs all the same.
 */
export function leaderProcessCEPOCH(model: Model): readonly Rule[] {
  return leaderReceives(model, {
    id: 'LeaderProcessCEPOCH',
    type: 'CEPOCH',
    bounds: { checkEpoch: model.below('maxEpoch', model.options.maxEpoch) },
    fields: ['zabState', 'acceptedEpoch', 'cepochRecv'],
    then: (self, { epoch }, i, j) => {
      const cepochRecv = hearing(self.cepochRecv, { sid: j, connected: true, epoch });
      if (model.isQuorum(senders(self.cepochRecv))) {
        return {
          patch: { cepochRecv },
          send: { message: { type: 'NEWEPOCH', epoch: self.acceptedEpoch }, to: [j] },
          updates: [model.record('epoch', self.acceptedEpoch)],
        };
      }
      const violation = outOfPhase('counts CEPOCH before a quorum of them', i, self.zabState, 'DISCOVERY');
      if (!model.isQuorum(senders(cepochRecv))) {
        return { patch: { cepochRecv }, updates: [model.record('epoch', self.acceptedEpoch)], violation };
      }
      const acceptedEpoch = Math.max(...cepochRecv.map((heard) => heard.epoch)) + 1;
      return {
        patch: { cepochRecv, acceptedEpoch },
        send: { message: { type: 'NEWEPOCH', epoch: acceptedEpoch }, to: reachable(cepochRecv, self.learners, i) },
        updates: [model.record('epoch', acceptedEpoch)],
        violation,
      };
    },
  });
}
