import type { Log, Txn } from '../../model/log.js';
import { forEachPair } from '../property.js';
import type { Property } from '../property.js';
import { delivered, indexIn, showTxn, txnsOf } from '../views.js';

/** `before` is what one server delivered in front of something the other delivered too. */
function outOfOrder(mine: readonly Txn[], other: readonly Txn[]): string | null {
  for (const [at, b] of mine.entries()) {
    const there = indexIn(other, b);
    if (there < 0) continue;
    const a = mine.slice(0, at).find((txn) => {
      const index = indexIn(other, txn);
      return index < 0 || index > there;
    });
    if (a !== undefined) return `${showTxn(a)} before ${showTxn(b)}`;
  }
  return null;
}

/** The official form skips servers with a single delivered entry; this one does not. */
export const TotalOrder: Property = {
  id: 'TotalOrder',
  means: 'If one server delivered a before b, then any server that delivered b also delivered a, and before b.',
  cites: "DSN'11 total order; RX I-4; Zab.tla TotalOrder (needs two entries on both sides)",
  instances: (places) =>
    forEachPair(
      places,
      (i) => delivered(places, i),
      (i, j) =>
        ([logA, logB]: readonly unknown[]) => {
          const mine = txnsOf(logA as Log);
          const other = txnsOf(logB as Log);
          const there = outOfOrder(mine, other);
          if (there !== null) return `server ${String(i)} delivered ${there}; server ${String(j)} did not`;
          const here = outOfOrder(other, mine);
          return here === null || `server ${String(j)} delivered ${here}; server ${String(i)} did not`;
        },
    ),
};
