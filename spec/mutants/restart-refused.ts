import { StartServer } from '../actions/election/start-server.js';
import { action } from '../kit/action.js';
import type { Mutant } from './mutant.js';

/** What Apache does, in the fixed order of NEWLEADER: a crash between its two writes leaves a server that never starts again. */
export const restartRefused: Mutant = {
  id: 'restart-refused',
  means: 'A server refuses to start when its log reaches into an epoch that it has not recorded as joined.',
  cites: 'ZK-1653, ZK-2354; QuorumPeer.loadDataBase',
  killedBy: 'Restartable',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 'rejoin', bounds: { crashes: 1, partitions: 0, txns: 1 } },
  depth: 12,
  extension: {
    replace: [
      action({
        ...StartServer,
        when: { ...StartServer.when, logWithinEpoch: (s) => s.history.lastZxid.epoch <= s.currentEpoch },
      }),
    ],
  },
};
