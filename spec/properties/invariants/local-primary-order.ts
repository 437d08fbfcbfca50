import type { Log } from '../../model/log.js';
import type { Broadcast } from '../observers/history.js';
import { forEachServer } from '../property.js';
import type { Property } from '../property.js';
import { broadcasts, delivered, indexIn, showTxn, txnsOf } from '../views.js';

/** As published this holds vacuously: "there are two transactions, equal or ordered". Here: for all pairs. */
export const LocalPrimaryOrder: Property = {
  id: 'LocalPrimaryOrder',
  means: 'If a primary broadcast a before b in its epoch, then a server that delivered b delivered a before it.',
  cites: "DSN'11 local primary order; RX I-5; Zab.tla LocalPrimaryOrder (vacuous as published)",
  instances: (places) =>
    forEachServer(
      places,
      (i) => [delivered(places, i), broadcasts(places)],
      (i) =>
        ([log, past]: readonly unknown[]) => {
          const txns = txnsOf(log as Log);
          const sent = past as readonly Broadcast[];
          for (const [at, b] of sent.entries()) {
            const place = indexIn(txns, b.txn);
            if (place < 0) continue;
            const earlier = sent.slice(0, at).filter((each) => each.leader === b.leader && each.epoch === b.epoch);
            const a = earlier.find(({ txn }) => indexIn(txns.slice(0, place), txn) < 0);
            if (a !== undefined) {
              return `server ${String(i)} delivered ${showTxn(b.txn)} but not before it ${showTxn(a.txn)}, which server ${String(b.leader)} broadcast first`;
            }
          }
          return true;
        },
    ),
};
