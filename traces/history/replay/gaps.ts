/**
 * Zxids that no known transaction has: room for those whose outcome nobody was told. Inside an epoch zxids are contiguous, so a write that
 * happened unseen has left a gap; behind the last known zxid of an epoch there is room without end.
 */
import { epochOf } from '../format/zxid.js';
import type { HistoryZxid } from '../format/zxid.js';

const COUNTERS = 0x1_0000_0000;

export class Gaps {
  private readonly known: readonly HistoryZxid[];
  private readonly used: Set<HistoryZxid>;

  /** `known` in increasing order. */
  constructor(known: readonly HistoryZxid[]) {
    this.known = known;
    this.used = new Set(known);
  }

  /**
   * The free zxids that are later than `after` and not later than `last`, the latest first; behind the end of an epoch, only one. `taken`
   * are those that are no more free.
   */
  *free(after: HistoryZxid, last: HistoryZxid, taken: ReadonlySet<HistoryZxid>): Generator<HistoryZxid> {
    let zxid = last;
    while (zxid > after) {
      // Counter 0 is no transaction.
      if (zxid % COUNTERS === 0) {
        yield this.behindEpoch(epochOf(zxid), after, taken);
        zxid = this.lastBefore(zxid);
      } else {
        if (!this.used.has(zxid) && !taken.has(zxid)) yield zxid;
        zxid -= 1;
      }
    }
  }

  /** Behind the end, as far as it is known, of the epochs before `epoch`. */
  private behindEpoch(epoch: number, after: HistoryZxid, taken: ReadonlySet<HistoryZxid>): HistoryZxid {
    let zxid = Math.max(after, this.lastBefore(epoch * COUNTERS)) + 1;
    while (this.used.has(zxid) || taken.has(zxid)) zxid++;
    return zxid;
  }

  private lastBefore(zxid: HistoryZxid): HistoryZxid {
    let low = 0;
    let high = this.known.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.known[middle] ?? Infinity) < zxid) low = middle + 1;
      else high = middle;
    }
    return this.known[low - 1] ?? 0;
  }
}
