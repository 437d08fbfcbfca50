/** A client never goes back in time, neither on a connection nor to another server. */
import { zxidText } from '../format/zxid.js';
import { isWrite } from '../history.js';
import type { Connection, Moment, Operation } from '../history.js';
import { byReply } from '../violation.js';
import type { Report } from '../violation.js';
import type { Check } from './check.js';

export const singleImage: Check = {
  id: 'single-image',
  words: 'no reply is older than what the client had seen, before or after a reconnect',
  source: 'consistency guarantees: single system image (G3)',
};

interface Floor {
  zxid: number;
  /** Null: seen on a connection before, as the client said when it connected. */
  by: Operation | null;
}

/** Over one file. */
export class SingleImage {
  private readonly floors = new Map<Connection, Floor>();
  private readonly report: Report;

  constructor(report: Report) {
    this.report = report;
  }

  see(moment: Moment): void {
    if (moment.kind === 'connect') this.floors.set(moment, { zxid: moment.lastZxidSeen, by: null });
    else if (moment.kind === 'reply') this.reply(moment.operation);
  }

  private reply(operation: Operation): void {
    const { reply, connection } = operation;
    const floor = this.floors.get(connection);
    if (reply === null || reply.zxid <= 0 || floor === undefined) return;
    if (reply.zxid >= floor.zxid) {
      floor.zxid = reply.zxid;
      floor.by = operation;
      return;
    }
    // A write that goes back is told by `fifo` where it goes back behind this connection's own replies.
    if (isWrite(operation) && floor.by !== null) return;
    const before = floor.by === null ? 'when it connected the client had seen' : 'the same connection had';
    const words = `its zxid is ${zxidText(reply.zxid)}, but ${before} ${zxidText(floor.zxid)}`;
    this.report(byReply(singleImage, words, operation, floor.by));
  }
}
