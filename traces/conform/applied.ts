/**
 * How far the tree of a server is, as those see it who are told its zxid: between steps exactly as far as was delivered; while
 * transactions are being delivered, somewhere on the way, and never back.
 *
 *     delivered 1.4, step   │ delivered 1.7   …   reply 1.5   …   event 1.6   …   step  │
 *     at 1.4                │ from 1.4 to 1.7     from 1.5        from 1.6              │ at 1.7
 */
import { compareZxids, showZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';

export class Applied {
  /** At least. */
  private least: Zxid;
  private most: Zxid;
  /** Before what is being delivered now. */
  private before: Zxid;

  constructor(recovered: Zxid) {
    this.least = recovered;
    this.most = recovered;
    this.before = recovered;
  }

  /** From now on clients may be told of it. */
  delivered(to: Zxid): void {
    this.most = to;
  }

  /** What was being delivered is applied. */
  stepped(): void {
    this.least = this.most;
    this.before = this.most;
  }

  has(zxid: Zxid): boolean {
    return compareZxids(zxid, this.most) <= 0;
  }

  /** It was read that the tree is there. False: it cannot be. */
  shows(zxid: Zxid): boolean {
    if (compareZxids(zxid, this.least) < 0 || !this.has(zxid)) return false;
    this.least = zxid;
    return true;
  }

  /** Watches fire for this transaction: one of those that are being delivered. */
  fires(zxid: Zxid): boolean {
    return compareZxids(zxid, this.before) > 0 && this.shows(zxid);
  }

  /** For people. */
  toString(): string {
    const [least, most] = [showZxid(this.least), showZxid(this.most)];
    return least === most ? least : `${least} to ${most}`;
  }
}
