/** Writes take effect between their request and their reply: whatever anybody had seen before the request is earlier. */
import { hasZxid } from '../errors.js';
import { zxidText } from '../format/zxid.js';
import { isWrite } from '../history.js';
import type { Moment, Operation } from '../history.js';
import { byReply } from '../violation.js';
import type { Report } from '../violation.js';
import type { Check } from './check.js';

export const realTime: Check = {
  id: 'real-time',
  words: 'a write is later than everything that was seen before it was asked for',
  source: 'consistency guarantees: linearizable writes (G1)',
};

/** Over one file. Also marks each operation with what was seen before it, which later checks use. */
export class RealTime {
  private zxid = 0;
  private by: Operation | null = null;
  private readonly report: Report;

  constructor(report: Report) {
    this.report = report;
  }

  see(moment: Moment): void {
    if (moment.kind === 'request') {
      moment.lower = this.zxid;
      moment.lowerBy = this.by;
    } else if (moment.kind === 'reply') this.reply(moment.operation);
    else if (moment.kind === 'event' && moment.event.zxid > this.zxid) {
      this.zxid = moment.event.zxid;
      this.by = null;
    }
  }

  private reply(operation: Operation): void {
    const { reply } = operation;
    if (reply === null || reply.zxid <= 0) return;
    if (isWrite(operation) && hasZxid(reply.err) && reply.zxid <= operation.lower) {
      const words = `it has zxid ${zxidText(reply.zxid)}, but ${zxidText(operation.lower)} was seen before it was asked for`;
      this.report(byReply(realTime, words, operation, operation.lowerBy));
    }
    if (reply.zxid > this.zxid) {
      this.zxid = reply.zxid;
      this.by = operation;
    }
  }
}
