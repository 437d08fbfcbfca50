import { LeaderStepsDown } from '../actions/connection/leader-steps-down.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

export const connectionsKept: Mutant = {
  id: 'connections-kept',
  means: 'A leader that steps down does not close its connections: messages for the leader reach a server that is none.',
  cites: 'Leader.shutdown; ZkV3_7_0 messageIllegal',
  killedBy: 'NoIllegalMessage',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 's1', bounds: { crashes: 0, partitions: 2, txns: 0, timeouts: 1 } },
  depth: 9,
  extension: {
    replace: [tampered(LeaderStepsDown, (step) => ({ set: step.set ?? {}, send: step.send ?? [] }))],
  },
};
