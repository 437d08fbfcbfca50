import type { Log } from '../../model/log.js';
import type { Broadcast } from '../observers/history.js';
import { forEachServer } from '../property.js';
import type { Property } from '../property.js';
import { broadcasts, delivered, indexIn, showTxn, txnsOf } from '../views.js';

/** Over all time, by ghosts: the official form looks only at a leader and its connected followers, now. */
export const PrimaryIntegrity: Property = {
  id: 'PrimaryIntegrity',
  means: 'If some server delivered u of an earlier epoch, a primary delivered u before its first broadcast.',
  cites: "DSN'11 primary integrity; RX I-7; Zab.tla PrimaryIntegrity",
  instances: (places) =>
    forEachServer(
      places,
      (i) => [delivered(places, i), broadcasts(places)],
      (i) =>
        ([log, past]: readonly unknown[]) => {
          const txns = txnsOf(log as Log);
          for (const { epoch, leader, txn, delivered: had } of past as readonly Broadcast[]) {
            const before = txnsOf(had);
            const u = txns.find((each) => each.zxid.epoch < epoch && indexIn(before, each) < 0);
            if (u !== undefined) {
              return `server ${String(i)} delivered ${showTxn(u)}; server ${String(leader)} broadcast ${showTxn(txn)} in epoch ${String(epoch)} without having delivered it`;
            }
          }
          return true;
        },
    ),
};
