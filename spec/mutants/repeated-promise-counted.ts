import { LeaderOnAckEpoch } from '../actions/discovery/leader-on-ack-epoch.js';
import { action } from '../kit/action.js';
import type { Mutant } from './mutant.js';

/** The -1 is read as an epoch below all: its sender is never ahead, and counts. */
export const repeatedPromiseCounted: Mutant = {
  id: 'repeated-promise-counted',
  means: 'An ACKEPOCH with epoch -1 ("do not count me") is counted.',
  cites: 'classic; Leader.waitForEpochAck, ss.getCurrentEpoch() != -1',
  killedBy: 'ElectorsNotAhead',
  protocol: 'zab',
  options: { nodes: 3, observers: 0, seedState: 'rejected', bounds: { crashes: 0, partitions: 0, txns: 0 } },
  depth: 12,
  extension: {
    replace: [
      action({
        ...LeaderOnAckEpoch,
        then: (s, m, env) => LeaderOnAckEpoch.then(s, m.currentEpoch === -1 ? { ...m, currentEpoch: 0 } : m, env),
      }),
    ],
  },
};
