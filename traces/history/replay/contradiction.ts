/** A reply that the order of transactions does not explain, with what a check needs to say whose it is. */
import type { HistoryZxid } from '../format/zxid.js';
import type { Operation, ReplyLine } from '../history.js';
import type { Mismatch } from '../model/compare.js';
import type { Model } from '../model/model.js';

export interface Contradiction {
  readonly operation: Operation;
  readonly reply: ReplyLine;
  readonly mismatch: Mismatch;
  /** The tree at the reply's zxid. */
  readonly model: Model;
  /** The last transaction that the path in question knows of; 0 for none. */
  readonly latest: HistoryZxid;
  /** Its write, if somebody saw the reply. */
  readonly writer: Operation | null;
  /** The write of any zxid. */
  readonly writerOf: (zxid: HistoryZxid) => Operation | null;
}
