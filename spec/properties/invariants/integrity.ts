import type { Log } from '../../model/log.js';
import type { Broadcast } from '../observers/history.js';
import { forEachServer } from '../property.js';
import type { Property } from '../property.js';
import { broadcasts, delivered, sameTxn, showTxn, txnsOf } from '../views.js';

/** Nothing is delivered out of thin air; leaders and followers alike (the official forms check one of them). */
export const Integrity: Property = {
  id: 'Integrity',
  means: 'Every transaction that any server delivered was broadcast by some primary, with the same zxid and value.',
  cites: "DSN'11 integrity; RX I-2; Zab.tla Integrity (followers only), MS1 (leaders only)",
  instances: (places) =>
    forEachServer(
      places,
      (i) => [delivered(places, i), broadcasts(places)],
      (i) =>
        ([log, past]: readonly unknown[]) => {
          const sent = past as readonly Broadcast[];
          const stray = txnsOf(log as Log).find((txn) => !sent.some((each) => sameTxn(each.txn, txn)));
          return stray === undefined || `server ${String(i)} delivered ${showTxn(stray)}, which nobody broadcast`;
        },
    ),
};
