import type { Log } from '../../model/log.js';
import type { Establishment } from '../observers/history.js';
import type { Property } from '../property.js';
import { established, indexIn, longestDelivered, showTxn, txnsOf } from '../views.js';

/** MS1 compares a leader's log with what is committed now; a deposed leader would fail that without harm. This form is about I_e. */
export const LeaderCompleteness: Property = {
  id: 'LeaderCompleteness',
  means: 'Everything ever delivered from epochs before e is in the initial history of every established e.',
  cites: 'MS1 LeaderLogCompleteness, the executable relative of RX I-8',
  instances: (places) => [
    {
      args: '',
      reads: [established(places), longestDelivered(places)],
      holds: ([past, longest]: readonly unknown[]) => {
        const all = txnsOf(longest as Log);
        for (const { epoch, leader, log } of past as readonly Establishment[]) {
          const initial = txnsOf(log);
          const lost = all.find((txn) => txn.zxid.epoch < epoch && indexIn(initial, txn) < 0);
          if (lost !== undefined) {
            return `${showTxn(lost)} was delivered, but server ${String(leader)} established epoch ${String(epoch)} with ${log.toString()}`;
          }
        }
        return true;
      },
    },
  ],
};
