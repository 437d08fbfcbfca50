import type { Rule } from '../../../kit/system.js';
import type { Model } from '../model.js';
import { followerReceives } from '../receive.js';
import { part } from '../shutdown.js';
import { outOfPhase } from '../violations.js';

/** A follower promises the new epoch and sends all it has (DSN'11 step 1.3); a smaller epoch than promised makes it look again. */
export function followerProcessNEWEPOCH(model: Model): readonly Rule[] {
  return followerReceives(model, {
    id: 'FollowerProcessNEWEPOCH',
    type: 'NEWEPOCH',
    fields: ['zabState', 'acceptedEpoch', 'currentEpoch', 'history'],
    then: (self, { epoch }, i, j) => {
      if (epoch < self.acceptedEpoch) return { updates: part(model, j, i) };
      const violation = outOfPhase('receives NEWEPOCH', i, self.zabState, 'DISCOVERY');
      if (violation !== undefined) return { violation };
      return {
        patch: { acceptedEpoch: epoch, zabState: 'SYNCHRONIZATION' },
        send: { message: { type: 'ACKEPOCH', epoch: self.currentEpoch, history: self.history }, to: [j] },
      };
    },
  });
}
