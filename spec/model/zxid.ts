/**
 * Transaction ids: a 32-bit epoch and a 32-bit counter, ordered by epoch, then counter (ZooKeeper `ZxidUtils`).
 *
 * `(0,0)` means none. The first transaction of epoch `e` is `(e,1)`; `(e,0)` stands for NEWLEADER of `e` and never enters a log.
 */
export interface Zxid {
  readonly epoch: number;
  readonly counter: number;
}

export const ZERO: Zxid = { epoch: 0, counter: 0 };

/** The largest counter that a transaction may carry is one below this (`Leader.propose`, ZK-1277). */
export const COUNTER_LIMIT = 0xffff_ffff;

export function zxid(epoch: number, counter: number): Zxid {
  return { epoch, counter };
}

/** Negative, zero or positive as `a` is before, equal to or after `b`. */
export function compareZxids(a: Zxid, b: Zxid): number {
  return a.epoch - b.epoch || a.counter - b.counter;
}

/** The later of two. */
export function laterZxid(a: Zxid, b: Zxid): Zxid {
  return compareZxids(a, b) >= 0 ? a : b;
}

export function sameZxid(a: Zxid, b: Zxid): boolean {
  return a.epoch === b.epoch && a.counter === b.counter;
}

/** The id that follows `last` in a log led by `epoch`: next counter in the same epoch, else the first of the new one. */
export function nextZxid(last: Zxid, epoch: number): Zxid {
  return last.epoch === epoch ? zxid(epoch, last.counter + 1) : zxid(epoch, 1);
}

/** `next` may stand directly behind `last` in a log: no gap inside an epoch, a new epoch starts at 1 (Zab.tla `IsNextZxid`). */
export function follows(last: Zxid, next: Zxid): boolean {
  return next.epoch === last.epoch ? next.counter === last.counter + 1 : next.epoch > last.epoch && next.counter === 1;
}

/** `(e,0)`: no transaction, the mark of an epoch. */
export function isEpochMark(id: Zxid): boolean {
  return id.counter === 0;
}

export function showZxid(id: Zxid): string {
  return `${String(id.epoch)}.${String(id.counter)}`;
}
