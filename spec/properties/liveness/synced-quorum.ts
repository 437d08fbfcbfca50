import type { PropertyText, Reachable, View } from '../../kit/system.js';
import type { Places } from '../../world/layout.js';
import { majorityOf } from '../../model/quorum.js';
import type { Local } from '../../model/state.js';

interface Standing {
  readonly leader: number;
  readonly epoch: number;
  readonly leads: boolean;
}

/** Whom a server serves under, in which epoch; null while it does not serve. */
const STANDING: View = {
  name: 'standing',
  of: (s: Local): Standing | null =>
    s.phase === 'broadcast' ? { leader: s.vote.leader, epoch: s.currentEpoch, leads: s.role === 'leading' } : null,
};

/** No state is a trap: without further faults the ensemble can always get to serve again. Says nothing about whether it will. */
export function syncedQuorum(places: Places): Omit<Reachable, 'rules'> {
  const { voters } = places.layout;
  const isQuorum = majorityOf(voters);
  return {
    id: 'SyncedQuorumReachable',
    reads: voters.map((i) => ({ slot: places.server(i), view: STANDING })),
    goal: (values: readonly unknown[]) => {
      const standings = values as readonly (Standing | null)[];
      return voters.some((leader, at) => {
        const own = standings[at];
        if (own?.leads !== true) return false;
        return isQuorum(
          voters.filter((_voter, each) => standings[each]?.leader === leader && standings[each].epoch === own.epoch),
        );
      });
    },
  };
}

export const SYNCED_QUORUM_TEXT: PropertyText = {
  id: 'SyncedQuorumReachable',
  means: 'From every reachable state some continuation without faults reaches a leader in broadcast with a synchronized quorum.',
  cites: 'ZK-335, ZK-1419, ZK-4394, ZK-4685',
};
