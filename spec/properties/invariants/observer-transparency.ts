import type { View } from '../../kit/system.js';
import type { Local } from '../../model/state.js';
import type { Property } from '../property.js';

const COUNTED: View = {
  name: 'counted servers',
  of: (s: Local) =>
    s.leading === null ? [] : [...s.leading.connecting, ...s.leading.electing, ...s.leading.newLeaderAcks, s.vote.leader],
};

/** An observer may come, lag or go: no quorum depends on it, and nobody votes for it. */
export const ObserverTransparency: Property = {
  id: 'ObserverTransparency',
  means: 'No leader counts an observer towards any quorum, and no observer leads.',
  cites: 'Leader.isParticipant; ZooKeeper observers guide',
  instances: (places) =>
    places.layout.voters.map((i) => ({
      args: String(i),
      reads: [{ slot: places.server(i), view: COUNTED }],
      holds: ([counted]: readonly unknown[]) => {
        const observer = (counted as readonly number[]).find((server) => places.layout.observers.some((each) => each === server));
        return observer === undefined || `server ${String(i)} counts observer ${String(observer)}`;
      },
    })),
};
