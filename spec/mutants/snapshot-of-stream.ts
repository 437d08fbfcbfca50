import { LearnerOnNewLeader } from '../actions/sync/learner-on-new-leader.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

export const snapshotOfStream: Mutant = {
  id: 'snapshot-of-stream',
  means: 'At NEWLEADER a learner takes a snapshot of the whole stream, although no quorum has joined the epoch yet.',
  cites: 'Learner.syncWithLeader, zk.takeSnapshot after SNAP and TRUNC; ZK-3642, ZK-5094',
  killedBy: 'SnapshotIsDelivered',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 'rejoin', disk: 'atomic', bounds: { crashes: 1, partitions: 0, txns: 1 } },
  depth: 12,
  extension: {
    replace: [
      tampered(LearnerOnNewLeader, (step, { syncing }) => {
        const [first, ...rest] = step.write ?? [];
        if (syncing === null || syncing.mode === 'DIFF') return step;
        return { ...step, write: [{ ...first, snapshotZxid: syncing.committed }, ...rest] };
      }),
    ],
  },
};
