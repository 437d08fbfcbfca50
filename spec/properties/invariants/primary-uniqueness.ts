import type { View } from '../../kit/system.js';
import type { Local } from '../../model/state.js';
import { forEachPair } from '../property.js';
import type { Property } from '../property.js';

/** The epoch in which a server acts as primary, or null. */
const PRIMARY_OF: View = {
  name: 'primary of epoch',
  of: (s: Local) => (s.role === 'leading' && (s.phase === 'synchronization' || s.phase === 'broadcast') ? s.currentEpoch : null),
};

/** Two servers may both believe they lead; never in one epoch. */
export const PrimaryUniqueness: Property = {
  id: 'PrimaryUniqueness',
  means: 'Two servers that lead in synchronization or broadcast with the same epoch are the same server.',
  cites: 'RX I-1; Zab.tla Leadership1',
  instances: (places) =>
    forEachPair(
      places,
      (i) => ({ slot: places.server(i), view: PRIMARY_OF }),
      (i, j) =>
        ([mine, other]: readonly unknown[]) =>
          mine === null || mine !== other || `servers ${String(i)} and ${String(j)} both lead epoch ${JSON.stringify(mine)}`,
    ),
};
