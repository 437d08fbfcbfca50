import type { View } from '../../kit/system.js';
import type { Log } from '../../model/log.js';
import type { ServerId } from '../../model/quorum.js';
import type { Durable, Local } from '../../model/state.js';
import type { Instance, Property } from '../property.js';
import { onDisk } from '../views.js';

interface Claim {
  readonly epoch: number;
  readonly joined: boolean;
  readonly log: Log;
}

/** What a leader believes to be on the disk of `j`, or null where it believes nothing. */
function claim(j: ServerId, self: ServerId): View {
  return {
    name: `believes to be on disk of ${String(j)} as ${String(self)}`,
    of: (s: Local): Claim | null => {
      if (s.role !== 'leading' || s.leading === null || s.phase === 'discovery') return null;
      const joined = s.leading.newLeaderAcks.includes(j);
      const learner = s.leading.learners[j];
      const confirmed = learner?.stage === 'synced' || learner?.stage === 'active';
      const acked = j === self ? s.leading.ackedBySelf : confirmed ? learner.acked : null;
      if (acked === null && !joined) return null;
      return { epoch: s.acceptedEpoch, joined, log: s.history.upTo(acked ?? s.history.base) };
    },
  };
}

/** A server that has promised a later epoch since may have been told to cut what it once acknowledged; the old leader is powerless then. */
export const AckIsDurable: Property = {
  id: 'AckIsDurable',
  means: 'What a leader counts as acknowledged, by itself or another server still in its epoch, is on that disk.',
  cites: 'ZK-3911, ZK-4646; SendAckRequestProcessor',
  instances: (places) => {
    const { voters } = places.layout;
    return voters.flatMap((i): Instance[] =>
      voters.map((j) => ({
        args: `${String(i)}, ${String(j)}`,
        reads: [{ slot: places.server(i), view: claim(j, i) }, onDisk(places, j)],
        holds: ([believed, disk]: readonly unknown[]) => {
          const believes = believed as Claim | null;
          const has = disk as Durable;
          if (has.acceptedEpoch !== believes?.epoch) return true;
          if (believes.joined && has.currentEpoch !== believes.epoch) {
            return `server ${String(i)} counts server ${String(j)} as joined to epoch ${String(believes.epoch)}; its disk says ${String(has.currentEpoch)}`;
          }
          if (believes.log.isPrefixOf(has.history)) return true;
          return `server ${String(i)} counts ${believes.log.toString()} as acknowledged by server ${String(j)}; on its disk is ${has.history.toString()}`;
        },
      })),
    );
  },
};
