/** Lines to a `History`: replies find their requests, connections collect what arrived. */
import type { HistoryLine, LineOf } from './format/event.js';
import { NO_SESSION } from './format/results.js';
import { overtakes } from './history.js';
import type { Arrival, Connection, Dump, History, Moment, Operation, Stray } from './history.js';

interface Open {
  readonly connection: Connection;
  /** Requests without a reply; those before `front` have theirs. */
  waiting: Operation[];
  front: number;
  overtaking: Operation[];
}

const SPENT_MAX = 1024;

/** The reply's request, if it is the one whose turn it is. */
function takeTurn(open: Open, xid: number): Operation | undefined {
  const early = open.overtaking.findIndex((operation) => operation.xid === xid);
  if (early >= 0) return open.overtaking.splice(early, 1)[0];
  const next = open.waiting[open.front];
  if (next?.xid !== xid) return undefined;
  open.front++;
  if (open.front > SPENT_MAX) {
    open.waiting = open.waiting.slice(open.front);
    open.front = 0;
  }
  return next;
}

type LineProblem = string | null;

export class HistoryBuilder {
  private readonly files: string[] = [];
  private readonly connections: Connection[] = [];
  private readonly operations: Operation[] = [];
  private readonly dumps: Dump[] = [];
  private readonly strays: Stray[] = [];
  private readonly timelines: Moment[][] = [];
  private timeline: Moment[] = [];
  private open = new Map<number, Open>();
  private nodes: Dump['nodes'][number][] = [];
  private readonly passwords = new Map<string, string>();
  private at = -1;
  private complete = true;

  /** What follows stands in this file. */
  file(name: string): void {
    this.files.push(name);
    this.timeline = [];
    this.timelines.push(this.timeline);
    this.open = new Map();
    this.nodes = [];
    this.at = -1;
  }

  /** What is wrong with the line behind those before it; null: nothing. */
  add(line: HistoryLine, number: number): LineProblem {
    if (line.t === 'history') {
      this.complete &&= line.complete;
      return null;
    }
    if (line.at <= this.at) return `at ${line.at} behind ${this.at}`;
    this.at = line.at;
    if (line.t === 'connect') return this.connect(line, number);
    if (line.t === 'node') {
      this.nodes.push({ ...line, line: number });
      return null;
    }
    if (line.t === 'final') return this.final(line, number);
    const open = this.open.get(line.c);
    if (open === undefined) return `connection ${line.c} was not opened`;
    return this.onConnection(open, line, number);
  }

  history(): History {
    const { files, connections, operations, dumps, timelines, complete, strays } = this;
    return { files, connections, operations, dumps, timelines, complete, strays };
  }

  private connect(line: LineOf<'connect'>, number: number): LineProblem {
    if (this.open.has(line.c)) return `connection ${line.c} is open`;
    const connection: Connection = {
      kind: 'connect',
      file: this.files.at(-1) ?? '',
      fileIndex: this.files.length - 1,
      id: line.c,
      server: line.server,
      asked: line.session,
      passwd: line.passwd,
      lastZxidSeen: line.lastZxidSeen,
      connectAt: line.at,
      connectLine: number,
      session: NO_SESSION,
      outcome: 'none',
      outcomeAt: Infinity,
      outcomeLine: number,
      arrivals: [],
    };
    this.connections.push(connection);
    this.timeline.push(connection);
    this.open.set(line.c, { connection, waiting: [], front: 0, overtaking: [] });
    return null;
  }

  private final(line: LineOf<'final'>, number: number): LineProblem {
    const nodes = this.nodes.filter(({ server }) => server === line.server);
    if (nodes.length !== line.nodes) return `${line.nodes} nodes of ${line.server}, but ${nodes.length} stand before`;
    const { server, at, zxid } = line;
    this.dumps.push({ server, at, zxid, line: number, nodes, file: this.files.at(-1) ?? '', fileIndex: this.files.length - 1 });
    this.nodes = this.nodes.filter((node) => node.server !== line.server);
    return null;
  }

  private onConnection(
    open: Open,
    line: LineOf<'connected' | 'expired' | 'closed' | 'request' | 'reply' | 'event'>,
    number: number,
  ): LineProblem {
    const { connection } = open;
    switch (line.t) {
      case 'connected':
      case 'expired':
        if (connection.outcome !== 'none') return `connection ${line.c} is ${connection.outcome}`;
        connection.session = line.t === 'connected' ? line.session : NO_SESSION;
        connection.outcome = this.outcomeOf(connection, line);
        connection.outcomeAt = line.at;
        connection.outcomeLine = number;
        this.timeline.push({ kind: 'outcome', connection });
        return null;
      case 'closed':
        this.open.delete(line.c);
        return null;
      case 'request':
        this.request(open, line, number);
        return null;
      case 'reply':
        this.reply(open, line, number);
        return null;
      case 'event':
        this.arrive(connection, { kind: 'event', connection, event: line, line: number });
        return null;
    }
  }

  private request({ connection, waiting, overtaking }: Open, line: LineOf<'request'>, number: number): void {
    const { at, xid, args } = line;
    const operation: Operation = {
      kind: 'request',
      connection,
      at,
      line: number,
      xid,
      args,
      reply: null,
      replyLine: 0,
      lower: 0,
      lowerBy: null,
    };
    this.operations.push(operation);
    this.timeline.push(operation);
    (overtakes(operation) ? overtaking : waiting).push(operation);
  }

  /** Who does not know the password of a session learns nothing about it. */
  private outcomeOf({ asked, passwd }: Connection, line: LineOf<'connected' | 'expired'>): Connection['outcome'] {
    if (line.t === 'connected') {
      this.passwords.set(line.session, line.passwd);
      return 'connected';
    }
    return (this.passwords.get(asked) ?? passwd) === passwd ? 'expired' : 'refused';
  }

  private arrive(connection: Connection, arrival: Arrival): void {
    connection.arrivals.push(arrival);
    this.timeline.push(arrival);
  }

  private reply(open: Open, line: LineOf<'reply'>, number: number): void {
    const operation = takeTurn(open, line.xid);
    if (operation !== undefined) {
      operation.reply = line;
      operation.replyLine = number;
      this.arrive(open.connection, { kind: 'reply', operation });
      return;
    }
    const { connection, waiting, front } = open;
    const due = waiting[front];
    const words =
      due === undefined
        ? `a reply to xid ${line.xid}, where none was due`
        : `a reply to xid ${line.xid}, where ${due.xid} was due`;
    const asked = waiting.slice(front).find(({ xid }) => xid === line.xid);
    const operations = [due, asked].filter((operation) => operation !== undefined);
    this.strays.push({ connection, file: connection.file, line: number, words, operations });
    if (asked !== undefined) waiting.splice(waiting.indexOf(asked, front), 1);
  }
}
