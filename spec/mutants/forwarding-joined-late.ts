import { LeaderOnClientWrite } from '../actions/broadcast/leader-on-client-write.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

export const forwardingJoinedLate: Mutant = {
  id: 'forwarding-joined-late',
  means: 'A learner gets live proposals only once it has acknowledged NEWLEADER: what is proposed in between is lost for it.',
  cites: 'classic; Zab issues.md 1, ZK-3104; Leader.startForwarding',
  killedBy: 'NoBadCommit',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 'rejoin', bounds: { crashes: 0, partitions: 0, txns: 1 } },
  depth: 12,
  extension: {
    replace: [
      tampered(LeaderOnClientWrite, (step, s) => ({
        ...step,
        send: (step.send ?? []).filter((each) => s.leading?.learners[each.to]?.stage !== 'syncing'),
      })),
    ],
  },
};
