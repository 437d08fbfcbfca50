import type { View } from '../../kit/system.js';
import type { Log } from '../../model/log.js';
import type { Local } from '../../model/state.js';
import { forEachPair } from '../property.js';
import type { Property } from '../property.js';

/** The epoch a running server takes part in, with its log; null before NEWLEADER was taken. */
const PART_IN_EPOCH: View = {
  name: 'part in epoch',
  of: (s: Local) =>
    s.phase === 'broadcast' || s.syncing?.newLeader === true || (s.role === 'leading' && s.phase === 'synchronization')
      ? { epoch: s.currentEpoch, log: s.history }
      : null,
};

export const HistoryConsistency: Property = {
  id: 'HistoryConsistency',
  means: 'Of the logs of any two servers that take part in the same epoch, one is a prefix of the other.',
  cites: 'RX I-10; MS1 ProcessConsistency',
  instances: (places) =>
    forEachPair(
      places,
      (i) => ({ slot: places.server(i), view: PART_IN_EPOCH }),
      (i, j) =>
        ([mine, other]: readonly unknown[]) => {
          const a = mine as { readonly epoch: number; readonly log: Log } | null;
          const b = other as typeof a;
          if (a === null || b?.epoch !== a.epoch || a.log.isPrefixOf(b.log) || b.log.isPrefixOf(a.log)) return true;
          return `in epoch ${String(a.epoch)} server ${String(i)} has ${a.log.toString()}, server ${String(j)} ${b.log.toString()}`;
        },
    ),
};
