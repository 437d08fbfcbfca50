import type { Log } from '../../model/log.js';
import { majorityOf } from '../../model/quorum.js';
import type { Durable } from '../../model/state.js';
import type { Property } from '../property.js';
import { indexIn, longestDelivered, onDisk, showTxn, txnsOf } from '../views.js';

/** The strongest and earliest detector of the data-loss family: a minority of disks may burn at any moment. */
export const CommittedOnQuorum: Property = {
  id: 'CommittedOnQuorum',
  means: 'Every transaction ever delivered anywhere is on the disks of a quorum, those of crashed servers included.',
  cites: 'ZK-3911, ZK-4643, ZK-4646, ZK-4785',
  instances: (places) => {
    const { voters } = places.layout;
    const isQuorum = majorityOf(voters);
    return [
      {
        args: '',
        reads: [longestDelivered(places), ...voters.map((i) => onDisk(places, i))],
        holds: ([longest, ...disks]: readonly unknown[]) => {
          const logs = disks.map((disk) => txnsOf((disk as Durable).history));
          for (const txn of txnsOf(longest as Log)) {
            const holders = voters.filter((_voter, at) => indexIn(logs[at] ?? [], txn) >= 0);
            if (!isQuorum(holders)) return `${showTxn(txn)} was delivered, and is on the disks of only [${holders.join(', ')}]`;
          }
          return true;
        },
      },
    ];
  },
};
