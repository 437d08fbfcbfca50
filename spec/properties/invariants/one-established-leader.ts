import type { Establishment } from '../observers/history.js';
import type { Property } from '../property.js';
import { established } from '../views.js';

/** The same over all time: whoever was ever established. */
export const OneEstablishedLeader: Property = {
  id: 'OneEstablishedLeader',
  means: 'In each epoch at most one server is ever established, and only once.',
  cites: 'RX I-1; Zab.tla Leadership2',
  instances: (places) => [
    {
      args: '',
      reads: [established(places)],
      holds: ([past]: readonly unknown[]) => {
        const seen = new Map<number, number>();
        for (const { epoch, leader } of past as readonly Establishment[]) {
          const other = seen.get(epoch);
          if (other !== undefined) {
            return `epoch ${String(epoch)} was established by server ${String(other)} and by server ${String(leader)}`;
          }
          seen.set(epoch, leader);
        }
        return true;
      },
    },
  ],
};
