import type { Broadcast } from '../observers/history.js';
import type { Property } from '../property.js';
import { broadcasts, showTxn } from '../views.js';

/** Over all time, across restarts and across the roll-over of the counter. */
export const ZxidUniqueness: Property = {
  id: 'ZxidUniqueness',
  means: 'No two broadcasts carry the same zxid, and no counter reaches the limit at which it would wrap into the epoch.',
  cites: 'ZK-1277; Leader.propose; consistency, Kafka relies on czxid uniqueness',
  instances: (places) => [
    {
      args: '',
      reads: [broadcasts(places)],
      holds: ([past]: readonly unknown[]) => {
        const seen = new Map<string, Broadcast>();
        for (const sent of past as readonly Broadcast[]) {
          const { epoch, counter } = sent.txn.zxid;
          if (counter >= places.layout.counterLimit || epoch !== sent.epoch) {
            return `server ${String(sent.leader)} broadcast ${showTxn(sent.txn)} in epoch ${String(sent.epoch)}, where counters end below ${String(places.layout.counterLimit)}`;
          }
          const key = `${String(epoch)}.${String(counter)}`;
          const other = seen.get(key);
          if (other !== undefined) {
            return `server ${String(other.leader)} broadcast ${showTxn(other.txn)}, server ${String(sent.leader)} ${showTxn(sent.txn)}`;
          }
          seen.set(key, sent);
        }
        return true;
      },
    },
  ],
};
