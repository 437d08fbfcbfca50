import type { View } from '../../kit/system.js';
import type { ServerId } from '../../model/quorum.js';
import type { Durable, Local } from '../../model/state.js';
import type { Instance, Property } from '../property.js';
import { onDisk } from '../views.js';

interface Summary {
  readonly promised: number;
  readonly epoch: number;
  readonly zxid: { readonly epoch: number; readonly counter: number };
}

/** The epoch and log end with which a leader stood for election, if it counts `j` as an elector; else null. */
function countedBy(j: ServerId): View {
  return {
    name: `counts elector ${String(j)}`,
    of: (s: Local): Summary | null => {
      if (s.role !== 'leading' || s.phase === 'broadcast' || s.leading === null) return null;
      return s.leading.electing.includes(j) ? { promised: s.acceptedEpoch, epoch: s.vote.epoch, zxid: s.vote.zxid } : null;
    },
  };
}

/** Until an elector has joined the epoch, its disk still says how it compared. */
export const ElectorsNotAhead: Property = {
  id: 'ElectorsNotAhead',
  means: 'A leader counts towards its epoch only servers that are not ahead of it, in epoch or log.',
  cites: "DSN'11 step 2.1; Leader.waitForEpochAck, StateSummary.isMoreRecentThan",
  instances: (places) => {
    const { voters } = places.layout;
    return voters.flatMap((i): Instance[] =>
      voters
        .filter((j) => j !== i)
        .map((j) => ({
          args: `${String(i)}, ${String(j)}`,
          reads: [{ slot: places.server(i), view: countedBy(j) }, onDisk(places, j)],
          holds: ([counted, disk]: readonly unknown[]) => {
            const leader = counted as Summary | null;
            const { acceptedEpoch, currentEpoch, history } = disk as Durable;
            if (acceptedEpoch !== leader?.promised || currentEpoch >= leader.promised) return true;
            const last = history.lastZxid;
            const ahead = currentEpoch - leader.epoch || last.epoch - leader.zxid.epoch || last.counter - leader.zxid.counter;
            if (ahead <= 0) return true;
            return `server ${String(i)} counts server ${String(j)}, which is at epoch ${String(currentEpoch)} with ${history.toString()}`;
          },
        })),
    );
  },
};
