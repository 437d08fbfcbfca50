/** Requests of one client happen, and are answered, in the order in which it asked. */
import { hasZxid } from '../errors.js';
import { zxidText } from '../format/zxid.js';
import { isWrite } from '../history.js';
import type { Connection, Moment, Operation, Stray } from '../history.js';
import { byReply } from '../violation.js';
import type { Report } from '../violation.js';
import type { Check } from './check.js';

export const fifo: Check = {
  id: 'fifo',
  words: 'replies come in the order of their requests, and writes of a connection are later than all it saw before',
  source: 'consistency guarantees: FIFO client order (G2)',
};

export function reportStrays(strays: readonly Stray[], report: Report): void {
  for (const { words, operations, connection, file, line } of strays) {
    report({ check: fifo, words, certain: true, operations, connection, place: { file, line } });
  }
}

/** Over one file. */
export class Fifo {
  private readonly last = new Map<Connection, Operation>();
  private readonly report: Report;

  constructor(report: Report) {
    this.report = report;
  }

  see(moment: Moment): void {
    if (moment.kind !== 'reply') return;
    const { operation } = moment;
    const { reply, connection } = operation;
    if (reply === null || reply.zxid <= 0) return;
    const before = this.last.get(connection);
    const zxidBefore = before?.reply?.zxid ?? 0;
    if (before !== undefined && isWrite(operation) && hasZxid(reply.err) && reply.zxid <= zxidBefore) {
      const words = `its zxid is ${zxidText(reply.zxid)}, but the same connection had ${zxidText(zxidBefore)} before`;
      this.report(byReply(fifo, words, operation, before));
    }
    if (reply.zxid >= zxidBefore) this.last.set(connection, operation);
  }
}
