import type { Establishment } from '../observers/history.js';
import type { Property } from '../property.js';
import { established } from '../views.js';

/** I_e: the log of the leader of e at the moment its epoch was established. */
export const InitialHistoryIntegrity: Property = {
  id: 'InitialHistoryIntegrity',
  means: 'The initial history of an established epoch is a prefix of that of every later established epoch.',
  cites: 'RX I-8; Junqueira et al., Zab technical report, claim on initial histories',
  instances: (places) => [
    {
      args: '',
      reads: [established(places)],
      holds: ([past]: readonly unknown[]) => {
        const epochs = [...(past as readonly Establishment[])].sort((a, b) => a.epoch - b.epoch);
        for (const [at, later] of epochs.entries()) {
          const lost = epochs.slice(0, at).find((earlier) => !earlier.log.isPrefixOf(later.log));
          if (lost !== undefined) {
            return `epoch ${String(lost.epoch)} began with ${lost.log.toString()}, epoch ${String(later.epoch)} with ${later.log.toString()}`;
          }
        }
        return true;
      },
    },
  ],
};
