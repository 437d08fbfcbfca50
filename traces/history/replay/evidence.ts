/**
 * Traces of transactions whose own reply nobody has: a Stat or an event names a zxid that no known write has, and says what happened then.
 */
import { ERR } from '../errors.js';
import type { HistoryStat } from '../format/results.js';
import type { HistoryZxid } from '../format/zxid.js';
import { isWrite } from '../history.js';
import type { Connection, History, Operation } from '../history.js';
import type { Change } from '../model/model.js';
import { isSystem, parentOf } from '../model/paths.js';

export interface Fact {
  readonly kind: 'created' | 'deleted' | 'data' | 'children';
  readonly path: string;
}

/** Who was told. */
export interface Evidence {
  readonly zxid: HistoryZxid;
  readonly facts: Fact[];
  /** The read that told first; null for an event. */
  readonly operation: Operation | null;
  readonly connection: Connection;
  readonly line: number;
}

const EVENT_KINDS: ReadonlyMap<number, Fact['kind']> = new Map([
  [1, 'created'],
  [2, 'deleted'],
  [3, 'data'],
  [4, 'children'],
]);

export function explains(changes: readonly Change[], { kind, path }: Fact): boolean {
  if (kind === 'children') return changes.some((change) => change.kind !== 'data' && parentOf(change.path) === path);
  return changes.some((change) => change.kind === kind && change.path === path);
}

interface Witness {
  readonly operation: Operation | null;
  readonly connection: Connection;
  readonly line: number;
}

class Collector {
  readonly byZxid = new Map<HistoryZxid, Evidence>();
  private readonly isKnown: (zxid: HistoryZxid) => boolean;

  constructor(isKnown: (zxid: HistoryZxid) => boolean) {
    this.isKnown = isKnown;
  }

  stat(path: string, { czxid, mzxid, pzxid }: HistoryStat, witness: Witness): void {
    this.fact(czxid, { kind: 'created', path }, witness);
    if (mzxid !== czxid) this.fact(mzxid, { kind: 'data', path }, witness);
    if (pzxid !== czxid) this.fact(pzxid, { kind: 'children', path }, witness);
  }

  fact(zxid: HistoryZxid, fact: Fact, witness: Witness): void {
    if (zxid <= 0 || this.isKnown(zxid) || isSystem(fact.path)) return;
    const evidence = this.byZxid.get(zxid);
    if (evidence === undefined) this.byZxid.set(zxid, { zxid, facts: [fact], ...witness });
    else if (!evidence.facts.some(({ kind, path }) => kind === fact.kind && path === fact.path)) evidence.facts.push(fact);
  }
}

function fromReply(operation: Operation, collector: Collector): void {
  const { args, reply, connection, replyLine } = operation;
  if (reply?.err !== ERR.OK || isWrite(operation)) return;
  const witness = { operation, connection, line: replyLine };
  if (reply.result.stat !== undefined && 'path' in args) collector.stat(args.path, reply.result.stat, witness);
  if (args.op !== 'multiRead') return;
  for (const [index, part] of args.parts.entries()) {
    const stat = reply.result.parts?.[index]?.stat;
    if (stat !== undefined) collector.stat(part.path, stat, witness);
  }
}

/** In no order. */
export function evidenceOf(history: History, isKnown: (zxid: HistoryZxid) => boolean): readonly Evidence[] {
  const collector = new Collector(isKnown);
  for (const operation of history.operations) fromReply(operation, collector);
  for (const connection of history.connections) {
    for (const arrival of connection.arrivals) {
      if (arrival.kind !== 'event') continue;
      const { event, line } = arrival;
      const kind = EVENT_KINDS.get(event.type);
      if (kind !== undefined) collector.fact(event.zxid, { kind, path: event.path }, { operation: null, connection, line });
    }
  }
  for (const dump of history.dumps) {
    const connection = readerOf(dump.server, history);
    if (connection === undefined) continue;
    for (const { path, stat, line } of dump.nodes) collector.stat(path, stat, { operation: null, connection, line });
  }
  return [...collector.byZxid.values()];
}

function readerOf(server: string, { connections }: History): Connection | undefined {
  return connections.findLast((connection) => connection.server === server) ?? connections.at(-1);
}
