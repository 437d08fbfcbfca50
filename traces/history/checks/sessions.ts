/** Sessions: each id is given once, and a session that is over stays over. */
import { hasZxid } from '../errors.js';
import { NO_SESSION } from '../format/results.js';
import { zxidText } from '../format/zxid.js';
import { isWrite } from '../history.js';
import type { Connection, Moment, Operation } from '../history.js';
import { byReply } from '../violation.js';
import type { Report } from '../violation.js';
import type { Check } from './check.js';

export const sessions: Check = {
  id: 'sessions',
  words: 'a session id is given once; nothing happens in a session that was closed or was told to be expired',
  source: 'sessions: closeSession is a transaction; a session that is over cannot be opened again',
};

interface End {
  readonly at: number;
  readonly zxid: number | null;
  readonly by: Operation | null;
}

function atOutcome(connection: Connection, words: string, report: Report, by: Operation | null = null): void {
  const place = { file: connection.file, line: connection.outcomeLine };
  report({ check: sessions, words, certain: true, operations: by === null ? [] : [by], connection, place });
}

/** Over one file. `given` is shared by all. */
export class Sessions {
  private readonly ends = new Map<string, End>();
  private readonly given: Map<string, Connection>;
  private readonly report: Report;

  constructor(report: Report, given: Map<string, Connection>) {
    this.report = report;
    this.given = given;
  }

  see(moment: Moment): void {
    if (moment.kind === 'outcome') this.outcome(moment.connection);
    else if (moment.kind === 'reply') this.reply(moment.operation);
  }

  private outcome(connection: Connection): void {
    const { asked, session, outcome, outcomeAt, connectAt } = connection;
    if (outcome === 'refused') return;
    if (outcome === 'expired') {
      this.end(asked, { at: outcomeAt, zxid: null, by: null });
      return;
    }
    if (asked === NO_SESSION) {
      if (this.given.has(session)) atOutcome(connection, `session ${session} is given a second time`, this.report);
      this.given.set(session, connection);
      return;
    }
    if (session !== asked) atOutcome(connection, `it asked for session ${asked} and got ${session}`, this.report);
    const end = this.ends.get(session);
    if (end !== undefined && connectAt > end.at) {
      atOutcome(connection, `session ${session} is opened again, but it was over`, this.report, end.by);
    }
  }

  private reply(operation: Operation): void {
    const { reply, connection, args } = operation;
    if (reply === null || reply.zxid <= 0) return;
    const { session } = connection;
    const end = this.ends.get(session);
    if (end !== undefined && this.isAfter(operation, end)) {
      const since = end.zxid === null ? '' : ` at ${zxidText(end.zxid)}`;
      const words = `it has zxid ${zxidText(reply.zxid)}, but session ${session} was over${since}`;
      this.report(byReply(sessions, words, operation, end.by));
    }
    if (args.op === 'closeSession' && reply.err === 0) this.end(session, { at: reply.at, zxid: reply.zxid, by: operation });
  }

  /** A session that was told to be expired may still have replies under way on a connection from before. */
  private isAfter(operation: Operation, { at, zxid }: End): boolean {
    const { reply } = operation;
    if (reply === null) return false;
    if (zxid !== null) return reply.zxid > zxid || (reply.zxid === zxid && !isWrite(operation));
    return operation.at > at && isWrite(operation) && hasZxid(reply.err);
  }

  private end(session: string, end: End): void {
    if (!this.ends.has(session)) this.ends.set(session, end);
  }
}
