import { LearnerRepeatsEpoch } from '../actions/discovery/learner-repeats-epoch.js';
import { fromMyLeader } from '../actions/learner-guards.js';
import { action } from '../kit/action.js';
import type { Mutant } from './mutant.js';

export const smallerEpochAccepted: Mutant = {
  id: 'smaller-epoch-accepted',
  means: 'A learner promises an epoch smaller than one it has promised already.',
  cites: "classic; DSN'11 step 1.3; Learner.registerWithLeader",
  killedBy: 'EpochsMonotone',
  protocol: 'zab',
  options: { nodes: 3, observers: 0, seedState: 'overpromised', bounds: { crashes: 0, partitions: 0, txns: 0 } },
  depth: 8,
  extension: {
    drop: ['LearnerRefusesEpoch'],
    replace: [
      action({
        ...LearnerRepeatsEpoch,
        when: { fromMyLeader, notNewer: (s, m) => m.epoch <= s.acceptedEpoch },
        then: (s, m, env) => ({ ...LearnerRepeatsEpoch.then(s, m, env), write: [{ acceptedEpoch: m.epoch }] }),
      }),
    ],
  },
};
