import type { Rule } from '../../../kit/system.js';
import { lastZxid } from '../history.js';
import type { Model } from '../model.js';
import { followerReceives } from '../receive.js';
import { part } from '../shutdown.js';
import { outOfPhase } from '../violations.js';

/** A follower takes over epoch and history in one step, and acknowledges both (DSN'11 step 2.2); for an epoch it did not promise it looks again. */
export function followerProcessNEWLEADER(model: Model): readonly Rule[] {
  return followerReceives(model, {
    id: 'FollowerProcessNEWLEADER',
    type: 'NEWLEADER',
    fields: ['zabState', 'acceptedEpoch'],
    then: (self, { epoch, history }, i, j) => {
      if (epoch !== self.acceptedEpoch) return { updates: part(model, j, i) };
      return {
        // The leader's `ackSid` come along: they mean nothing here, but they are part of the state.
        patch: { currentEpoch: epoch, history },
        send: { message: { type: 'ACKLD', zxid: lastZxid(history) }, to: [j] },
        violation: outOfPhase('receives NEWLEADER', i, self.zabState, 'SYNCHRONIZATION'),
      };
    },
  });
}
