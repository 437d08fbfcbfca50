/** What was seen anywhere before a sync was asked for is on this server when it answers. */
import { epochOf, zxidText } from '../format/zxid.js';
import type { Moment } from '../history.js';
import { byReply } from '../violation.js';
import type { Report } from '../violation.js';
import type { Check } from './check.js';

export const sync: Check = {
  id: 'sync',
  words: 'a reply to sync is not older than what anybody had seen before it was asked for',
  source: 'consistency guarantees: sync; a deposed leader may answer late, and is excused (its epoch is older)',
};

/** Over one file. */
export class Sync {
  private readonly report: Report;

  constructor(report: Report) {
    this.report = report;
  }

  see(moment: Moment): void {
    if (moment.kind !== 'reply' || moment.operation.args.op !== 'sync') return;
    const { operation } = moment;
    const { reply, lower, lowerBy } = operation;
    if (reply?.err !== 0 || reply.zxid >= lower || epochOf(reply.zxid) < epochOf(lower)) return;
    const words = `it was answered at ${zxidText(reply.zxid)}, but ${zxidText(lower)} was seen before it was asked for`;
    this.report(byReply(sync, words, operation, lowerBy));
  }
}
