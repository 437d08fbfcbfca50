/**
 * The transaction log as an immutable value with O(1) append.
 *
 * A `Log` is a view: a storage, and how much of it is seen. Appending to a view that ends where its storage ends pushes in
 * place and returns a longer view; older views keep their length, so they read as before. Any other append (after a
 * truncation, or in another branch of a search) first forks: chunks before the last are shared, the last is copied.
 *
 *     storage   [ 1.1 1.2 1.3 | 1.4 2.1 2.2 | 2.3 ]      chunks of CHUNK entries
 *     view A    |<----------- 5 ----------->|
 *     view B    |<------------- 7 ---------------->|     B = A + two appends, A unchanged
 *
 * Entries are ordered by zxid and addressed by it, never by position, so that a server may drop a prefix
 * (`startingAfter`) that its snapshot covers. `base` is the zxid of the last entry before the first kept one.
 */
import { compareZxids, sameZxid, showZxid, ZERO } from './zxid.js';
import type { Zxid } from './zxid.js';

/** A transaction; `value` is opaque: a small number in the checker, the serialized transaction in a server. */
export interface Txn {
  readonly zxid: Zxid;
  readonly value: unknown;
}

const CHUNK = 1024;

/** Shared by every view of one branch; `size` is how many entries its chunks hold. */
interface Storage {
  readonly chunks: Txn[][];
  size: number;
}

export class Log {
  private readonly storage: Storage;
  /** Entries seen by this view. */
  readonly length: number;
  /** Zxid of the last entry before the first one kept here; `ZERO` for a log that is complete. */
  readonly base: Zxid;

  private constructor(storage: Storage, length: number, base: Zxid) {
    this.storage = storage;
    this.length = length;
    this.base = base;
  }

  /** An empty log whose missing prefix ends at `base`. */
  static startingAt(base: Zxid): Log {
    return new Log({ chunks: [], size: 0 }, 0, base);
  }

  static of(txns: readonly Txn[]): Log {
    return txns.reduce((log, txn) => log.append(txn), Log.startingAt(ZERO));
  }

  /** Zxid of the newest entry, or of the base when there is none. */
  get lastZxid(): Zxid {
    return this.length === 0 ? this.base : this.at(this.length - 1).zxid;
  }

  /** The entry at a position, 0 to `length - 1`. */
  at(index: number): Txn {
    const chunk = this.storage.chunks[Math.floor(index / CHUNK)];
    return (chunk as readonly Txn[])[index % CHUNK] as Txn;
  }

  /** A view with one more entry. The caller has checked that `txn` may follow. */
  append(txn: Txn): Log {
    const storage = this.storage.size === this.length ? this.storage : this.fork();
    const last = storage.chunks.at(-1);
    if (last === undefined || last.length === CHUNK) storage.chunks.push([txn]);
    else last.push(txn);
    storage.size += 1;
    return new Log(storage, storage.size, this.base);
  }

  private fork(): Storage {
    const chunks = this.storage.chunks.slice(0, Math.ceil(this.length / CHUNK));
    const last = chunks.at(-1);
    const kept = this.length - (chunks.length - 1) * CHUNK;
    // Full chunks never change again, so only the last one needs a copy.
    if (last !== undefined) chunks[chunks.length - 1] = last.slice(0, kept);
    return { chunks, size: this.length };
  }

  /** How many entries have a zxid at most `zxid`: O(log n). */
  countUpTo(zxid: Zxid): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareZxids(this.at(middle).zxid, zxid) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** True where `zxid` is an entry, or the base itself. */
  has(zxid: Zxid): boolean {
    return sameZxid(this.floor(zxid), zxid);
  }

  /** The largest zxid of the log (its base included) that is at most `zxid`; the base where there is none. */
  floor(zxid: Zxid): Zxid {
    const count = this.countUpTo(zxid);
    return count === 0 ? this.base : this.at(count - 1).zxid;
  }

  /** The first entry after `zxid`, or undefined. */
  next(zxid: Zxid): Txn | undefined {
    const count = this.countUpTo(zxid);
    return count < this.length ? this.at(count) : undefined;
  }

  /** The log cut back: entries up to and including `zxid`. */
  upTo(zxid: Zxid): Log {
    const count = this.countUpTo(zxid);
    return count === this.length ? this : new Log(this.storage, count, this.base);
  }

  /**
   * The log without its entries up to and including `zxid`, an entry of it. It stands in a storage of its own, so that the
   * memory of what was dropped is free once no older view is left: O(entries kept).
   */
  startingAfter(zxid: Zxid): Log {
    return this.after(zxid).reduce((log, txn) => log.append(txn), Log.startingAt(zxid));
  }

  /** Entries after `zxid`, oldest first. */
  after(zxid: Zxid): readonly Txn[] {
    const entries: Txn[] = [];
    for (let index = this.countUpTo(zxid); index < this.length; index++) entries.push(this.at(index));
    return entries;
  }

  /** True where every entry of this log stands at the same place in `other`. */
  isPrefixOf(other: Log): boolean {
    if (this.length > other.length || !sameZxid(this.base, other.base)) return false;
    if (this.storage === other.storage) return true;
    for (let index = 0; index < this.length; index++) {
      const mine = this.at(index);
      const theirs = other.at(index);
      if (!sameZxid(mine.zxid, theirs.zxid) || mine.value !== theirs.value) return false;
    }
    return true;
  }

  /** Plain data that stands for this log in the canonical text of a state. */
  canonical(): unknown {
    const entries: unknown[] = [];
    for (let index = 0; index < this.length; index++) {
      const { zxid, value } = this.at(index);
      entries.push([zxid.epoch, zxid.counter, value]);
    }
    return { base: [this.base.epoch, this.base.counter], entries };
  }

  /** `⟨1.1=1 1.2=2⟩`: for people. */
  toString(): string {
    const entries = this.after(ZERO).map((txn) => `${showZxid(txn.zxid)}=${String(txn.value)}`);
    const base = sameZxid(this.base, ZERO) ? '' : `…${showZxid(this.base)} `;
    return `⟨${base}${entries.join(' ')}⟩`;
  }
}
