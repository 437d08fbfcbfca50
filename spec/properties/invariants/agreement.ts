import type { Log } from '../../model/log.js';
import { forEachPair } from '../property.js';
import type { Property } from '../property.js';
import { delivered, indexIn, showTxn, txnsOf } from '../views.js';

export const Agreement: Property = {
  id: 'Agreement',
  means: 'If one server delivered a and another delivered b, then the second delivered a or the first delivered b.',
  cites: "DSN'11 agreement; RX I-3; Zab.tla Agreement (followers only)",
  instances: (places) =>
    forEachPair(
      places,
      (i) => delivered(places, i),
      (i, j) =>
        ([logA, logB]: readonly unknown[]) => {
          const mine = txnsOf(logA as Log);
          const other = txnsOf(logB as Log);
          const a = mine.find((txn) => indexIn(other, txn) < 0);
          const b = other.find((txn) => indexIn(mine, txn) < 0);
          if (a === undefined || b === undefined) return true;
          return `server ${String(i)} delivered ${showTxn(a)} without ${showTxn(b)}; server ${String(j)} delivered ${showTxn(b)} without ${showTxn(a)}`;
        },
    ),
};
