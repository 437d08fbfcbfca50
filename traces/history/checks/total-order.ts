/** One transaction, one zxid. */
import { zxidText } from '../format/zxid.js';
import type { Operation } from '../history.js';
import { byReply } from '../violation.js';
import type { Report } from '../violation.js';
import type { Check } from './check.js';

export const totalOrder: Check = {
  id: 'total-order',
  words: 'no two writes have one zxid',
  source: 'consistency guarantees: one total order of writes (G1)',
};

/** Writes in the order of their zxids. */
export function reportDoubles(writes: readonly Operation[], report: Report): void {
  for (const [index, write] of writes.entries()) {
    const before = writes[index - 1];
    const zxid = write.reply?.zxid ?? 0;
    if (before?.reply?.zxid !== zxid) continue;
    report(byReply(totalOrder, `two writes have zxid ${zxidText(zxid)}`, write, before));
  }
}
