import { LeaderOnAckEpoch } from '../actions/discovery/leader-on-ack-epoch.js';
import { LeaderOnLateAckEpoch } from '../actions/discovery/leader-on-late-ack-epoch.js';
import type { Send, Step } from '../kit/action.js';
import { Log } from '../model/log.js';
import { ZERO } from '../model/zxid.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

function withoutHistory(step: Step): Step {
  const send = (step.send ?? []).flatMap((each): readonly Send[] => {
    const { message } = each;
    if (message.type === 'PROPOSAL' || message.type === 'COMMIT') return [];
    return message.type === 'SNAP' ? [{ ...each, message: { ...message, log: Log.startingAt(ZERO) } }] : [each];
  });
  return { ...step, send };
}

export const syncSkipsHistory: Mutant = {
  id: 'sync-skips-history',
  means: 'NEWLEADER is sent without the history that should come before it.',
  cites: "ZK-3104; DSN'11 step 2.1, 2.2",
  killedBy: 'InitialHistoryIntegrity',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 'lagging', disk: 'atomic', bounds: { crashes: 2, partitions: 0, txns: 1 } },
  depth: 16,
  alsoKills: ['LeaderCompleteness', 'CommitConsistency'],
  extension: { replace: [tampered(LeaderOnAckEpoch, withoutHistory), tampered(LeaderOnLateAckEpoch, withoutHistory)] },
};
