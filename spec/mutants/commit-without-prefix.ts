import { LeaderOnAck } from '../actions/broadcast/leader-on-ack.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

/** Once a proposal has its quorum, the newest one is named in the COMMIT. */
export const commitWithoutPrefix: Mutant = {
  id: 'commit-without-prefix',
  means: 'The leader commits its newest proposal where an older one is still outstanding.',
  cites: 'classic; Leader.tryToCommit "commit proposals in order"',
  killedBy: 'NoBadCommit',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 's1', bounds: { crashes: 0, partitions: 0, txns: 1 } },
  depth: 12,
  alsoKills: ['CommittedOnQuorum'],
  extension: {
    replace: [
      tampered(LeaderOnAck, (step, s) => {
        if (step.set?.lastCommitted === undefined) return step;
        const zxid = s.history.lastZxid;
        const send = (step.send ?? []).map((each) =>
          each.message.type === 'COMMIT' ? { ...each, message: { ...each.message, zxid } } : each,
        );
        return { set: { lastCommitted: zxid, leading: step.set.leading ?? null }, send };
      }),
    ],
  },
};
