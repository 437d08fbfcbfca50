import { LeaderOnObserverInfo } from '../actions/discovery/leader-on-observer-info.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

export const observerCounted: Mutant = {
  id: 'observer-counted',
  means: 'OBSERVERINFO counts towards the quorum that decides the epoch.',
  cites: 'Leader.getEpochToPropose, isParticipant',
  killedBy: 'ObserverTransparency',
  protocol: 'zab',
  options: { nodes: 3, observers: 1, seedState: 'elected', bounds: { crashes: 0, partitions: 0, txns: 0 } },
  depth: 4,
  extension: {
    replace: [
      tampered(LeaderOnObserverInfo, (step, _s, m) => {
        const leading = step.set?.leading ?? null;
        return leading === null
          ? step
          : { ...step, set: { leading: { ...leading, connecting: [...leading.connecting, m.from] } } };
      }),
    ],
  },
};
