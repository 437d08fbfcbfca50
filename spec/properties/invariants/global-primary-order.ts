import type { Log } from '../../model/log.js';
import { forEachServer } from '../property.js';
import type { Property } from '../property.js';
import { delivered, showTxn, txnsOf } from '../views.js';

export const GlobalPrimaryOrder: Property = {
  id: 'GlobalPrimaryOrder',
  means: 'A server that delivered transactions of two epochs delivered those of the smaller epoch first.',
  cites: "DSN'11 global primary order; RX I-6; Zab.tla GlobalPrimaryOrder",
  instances: (places) =>
    forEachServer(
      places,
      (i) => [delivered(places, i)],
      (i) =>
        ([log]: readonly unknown[]) => {
          const txns = txnsOf(log as Log);
          const late = txns.findIndex((txn, at) => at > 0 && txn.zxid.epoch < (txns[at - 1]?.zxid.epoch ?? 0));
          const [a, b] = [txns[late - 1], txns[late]];
          return a === undefined || b === undefined || `server ${String(i)} delivered ${showTxn(a)} before ${showTxn(b)}`;
        },
    ),
};
