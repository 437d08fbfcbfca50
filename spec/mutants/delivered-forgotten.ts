import { LearnerLosesLeader } from '../actions/connection/learner-loses-leader.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

export const deliveredForgotten: Mutant = {
  id: 'delivered-forgotten',
  means: 'A learner that loses its leader goes back to an empty delivered prefix while clients are still connected.',
  cites: 'MS1 monotonicRead; programmers guide, single system image',
  killedBy: 'DeliveredMonotone',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 's1', bounds: { crashes: 0, partitions: 1, txns: 0 } },
  depth: 4,
  extension: {
    replace: [
      tampered(LearnerLosesLeader, (step, s) => ({
        ...step,
        set: Object.assign({}, step.set, { lastCommitted: s.history.base }),
      })),
    ],
  },
};
