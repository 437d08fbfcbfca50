import { LearnerAcceptsEpoch } from '../actions/discovery/learner-accepts-epoch.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

/** Two epochs told apart in memory, but joined on disk in the wrong order. */
export const joinedBeforePromised: Mutant = {
  id: 'joined-before-promised',
  means: 'LEADERINFO makes a learner record the epoch as joined before it is recorded as promised.',
  cites: 'ZK-335 (why there are two epochs), ZK-2307',
  killedBy: 'AcceptedAtLeastCurrent',
  protocol: 'zab',
  options: { nodes: 3, observers: 0, seedState: 'elected', disk: 'async', bounds: { crashes: 1, partitions: 0, txns: 0 } },
  depth: 10,
  alsoKills: ['Restartable'],
  extension: {
    replace: [
      tampered(LearnerAcceptsEpoch, (step, _s, m) => ({
        ...step,
        write: [{ currentEpoch: m.epoch }, { acceptedEpoch: m.epoch }],
      })),
    ],
  },
};
