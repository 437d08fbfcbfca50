import { LeaderOnClientWrite } from '../actions/broadcast/leader-on-client-write.js';
import { propose } from '../actions/broadcast/propose.js';
import { action } from '../kit/action.js';
import type { Mutant } from './mutant.js';

export const zxidReused: Mutant = {
  id: 'zxid-reused',
  means: 'A new leader goes on counting in the epoch of its last transaction, where a deposed leader may still count too.',
  cites: 'classic; Leader.lead, zk.setZxid(ZxidUtils.makeZxid(epoch, 0))',
  killedBy: 'ZxidUniqueness',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 'two-leaders', bounds: { crashes: 0, partitions: 0, txns: 2 } },
  depth: 4,
  extension: {
    replace: [
      action({
        ...LeaderOnClientWrite,
        then: (s, input, env) => propose({ ...s, currentEpoch: s.history.lastZxid.epoch }, input.value, env),
      }),
    ],
  },
};
