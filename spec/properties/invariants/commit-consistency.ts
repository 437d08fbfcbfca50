import type { Log } from '../../model/log.js';
import type { Establishment } from '../observers/history.js';
import { forEachServer } from '../property.js';
import type { Property } from '../property.js';
import { delivered, established } from '../views.js';

export const CommitConsistency: Property = {
  id: 'CommitConsistency',
  means: "The initial history of the epoch of a server's last delivered transaction is a prefix of what it delivered.",
  cites: 'RX I-9',
  instances: (places) =>
    forEachServer(
      places,
      (i) => [delivered(places, i), established(places)],
      (i) =>
        ([value, past]: readonly unknown[]) => {
          const log = value as Log;
          const { epoch } = log.lastZxid;
          const origin = (past as readonly Establishment[]).find((each) => each.epoch === epoch);
          if (origin === undefined || origin.log.isPrefixOf(log)) return true;
          return `server ${String(i)} delivered ${log.toString()}; epoch ${String(epoch)} began with ${origin.log.toString()}`;
        },
    ),
};
