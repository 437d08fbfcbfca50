/** What must be seen to happen somewhere, or a run that passes has shown nothing. */
import type { PropertyText, Sometimes, View } from '../kit/system.js';
import type { Log } from '../model/log.js';
import type { Local } from '../model/state.js';
import type { Places } from '../world/layout.js';
import { longestDelivered } from './views.js';

/** The epoch in which a server believes itself to be an established leader, or 0. */
const BELIEVED: View = {
  name: 'believed leadership',
  of: (s: Local) => (s.role === 'leading' && s.phase === 'broadcast' ? s.currentEpoch : 0),
};

const FOLLOWS_IN_BROADCAST: View = {
  name: 'follows in broadcast',
  of: (s: Local) => s.role === 'following' && s.phase === 'broadcast',
};

export function sometimesOf(places: Places): readonly Sometimes[] {
  const believed = places.layout.voters.map((i) => ({ slot: places.server(i), view: BELIEVED }));
  return [
    {
      id: 'SomeLeaderEstablished',
      args: '',
      reads: believed,
      holds: (epochs: readonly unknown[]) => epochs.some((epoch) => epoch !== 0),
    },
    {
      id: 'SomeFollowerServes',
      args: '',
      reads: places.layout.voters.map((i) => ({ slot: places.server(i), view: FOLLOWS_IN_BROADCAST })),
      holds: (following: readonly unknown[]) => following.includes(true),
    },
    {
      id: 'SomeTransactionDelivered',
      args: '',
      reads: [longestDelivered(places)],
      holds: ([longest]: readonly unknown[]) => (longest as Log).length > 0,
    },
    {
      id: 'TwoBelieveTheyLead',
      args: '',
      reads: believed,
      holds: (epochs: readonly unknown[]) => epochs.filter((epoch) => epoch !== 0).length > 1,
    },
  ];
}

export const SOMETIMES_TEXTS: readonly PropertyText[] = [
  { id: 'SomeLeaderEstablished', means: 'Somewhere a leader is established.', cites: 'coverage' },
  { id: 'SomeFollowerServes', means: 'Somewhere a follower is synchronized and serves clients.', cites: 'coverage' },
  { id: 'SomeTransactionDelivered', means: 'Somewhere a transaction is delivered.', cites: 'coverage' },
  {
    id: 'TwoBelieveTheyLead',
    means: 'Somewhere two servers believe at once that they are the established leader, of different epochs.',
    cites: 'ZK-1675; ZooKeeper internals, sync',
  },
];
