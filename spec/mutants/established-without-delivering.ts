import { LeaderOnNewLeaderAck } from '../actions/sync/leader-on-new-leader-ack.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

export const establishedWithoutDelivering: Mutant = {
  id: 'established-without-delivering',
  means: 'A leader that is established starts to broadcast without having delivered its initial history.',
  cites: "DSN'11 step 2.3, primary integrity",
  killedBy: 'PrimaryIntegrity',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 'diverged', bounds: { crashes: 1, partitions: 0, txns: 1 } },
  depth: 12,
  extension: {
    replace: [
      tampered(LeaderOnNewLeaderAck, (step, s) =>
        step.set?.lastCommitted === undefined
          ? step
          : { ...step, set: Object.assign({}, step.set, { lastCommitted: s.lastCommitted }) },
      ),
    ],
  },
};
