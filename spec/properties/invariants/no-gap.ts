import type { Durable } from '../../model/state.js';
import { forEachServer } from '../property.js';
import type { Property } from '../property.js';
import { onDisk, showTxn, txnsOf } from '../views.js';

export const NoGap: Property = {
  id: 'NoGap',
  means: 'Every log on disk is strictly ascending, without a gap inside an epoch, and each epoch in it starts at 1.',
  cites: 'ZK-4925, ZK-2418',
  instances: (places) =>
    forEachServer(
      places,
      (i) => [onDisk(places, i)],
      (i) =>
        ([disk]: readonly unknown[]) => {
          const { history } = disk as Durable;
          let { epoch, counter } = history.base;
          for (const txn of txnsOf(history)) {
            const next = txn.zxid;
            const fits = next.epoch === epoch ? next.counter === counter + 1 : next.epoch > epoch && next.counter === 1;
            if (!fits) return `server ${String(i)}: ${showTxn(txn)} stands behind ${String(epoch)}.${String(counter)}`;
            ({ epoch, counter } = next);
          }
          return true;
        },
    ),
};
