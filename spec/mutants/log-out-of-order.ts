import { FollowerOnProposal } from '../actions/broadcast/follower-on-proposal.js';
import { Log } from '../model/log.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

const swapped = tampered(FollowerOnProposal, (step, s, m) => {
  const entries = [...s.history.after(s.history.base)];
  entries.splice(-1, 0, { zxid: m.zxid, value: m.value });
  return { ...step, write: [{ history: Log.of(entries) }] };
});

export const logOutOfOrder: Mutant = {
  id: 'log-out-of-order',
  means: 'A follower logs a proposal in front of the last entry instead of behind it.',
  cites: "classic; DSN'11 FIFO order of proposals",
  killedBy: 'LocalPrimaryOrder',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 's1', bounds: { crashes: 0, partitions: 0, txns: 0 } },
  depth: 6,
  alsoKills: ['TotalOrder', 'NoGap', 'DeliveredMonotone'],
  extension: { replace: [swapped] },
};

export const epochsOutOfOrder: Mutant = {
  id: 'epochs-out-of-order',
  means: 'The same where the last entry is of an earlier epoch.',
  cites: "DSN'11 global primary order",
  killedBy: 'GlobalPrimaryOrder',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 'rejoin', bounds: { crashes: 0, partitions: 0, txns: 1 } },
  depth: 6,
  extension: { replace: [swapped] },
};
