/** Everything that has a zxid, sorted: writes, traces of unknown transactions, then reads of the state behind them. */
import { hasZxid } from '../errors.js';
import type { HistoryZxid } from '../format/zxid.js';
import { isWrite } from '../history.js';
import type { Connection, Dump, History, Operation } from '../history.js';
import { toldBySetWatches } from '../watches/made-up.js';
import { evidenceOf } from './evidence.js';
import type { Evidence } from './evidence.js';
import { Gaps } from './gaps.js';

export type Step = Place & What;

interface Place {
  readonly zxid: HistoryZxid;
  /** Among steps of one zxid. */
  readonly rank: number;
  readonly fileIndex: number;
  readonly at: number;
}

type What =
  /** A session was told to be expired before anybody asked for what stands behind this zxid. */
  | { readonly kind: 'over'; readonly session: string; readonly connection: Connection }
  | { readonly kind: 'write' | 'read'; readonly operation: Operation }
  | { readonly kind: 'setWatches'; readonly operation: Operation; readonly told: ReadonlySet<string> }
  | { readonly kind: 'evidence'; readonly evidence: Evidence }
  | { readonly kind: 'dump'; readonly dump: Dump }
  /** The last that a connection was told. */
  | { readonly kind: 'end'; readonly connection: Connection };

const RANK = { over: 0, write: 1, evidence: 1, read: 2, setWatches: 2, end: 3, dump: 4 } as const;

/** Reads that say nothing about the tree, and set no watch. */
const SILENT: ReadonlySet<Operation['args']['op']> = new Set(['ping', 'auth', 'sync', 'other', 'checkWatches']);

export interface Prepared {
  readonly steps: readonly Step[];
  /** Writes in the order of their zxids. */
  readonly writes: readonly Operation[];
  readonly gaps: Gaps;
}

function zxidOfReply({ reply }: Operation): HistoryZxid {
  return reply?.zxid ?? 0;
}

function writesOf({ operations }: History): readonly Operation[] {
  const writes = operations.filter((operation) => {
    const { reply } = operation;
    return reply !== null && reply.zxid > 0 && isWrite(operation) && hasZxid(reply.err);
  });
  return writes.sort((a, b) => zxidOfReply(a) - zxidOfReply(b) || a.line - b.line);
}

function ofOperation(kind: 'write' | 'read', operation: Operation): Step {
  const { reply, connection } = operation;
  return { kind, operation, zxid: reply?.zxid ?? 0, rank: RANK[kind], fileIndex: connection.fileIndex, at: reply?.at ?? 0 };
}

function ends({ connections }: History): readonly Step[] {
  return connections.map((connection) => {
    const { arrivals, fileIndex } = connection;
    let zxid = 0;
    for (const arrival of arrivals) {
      zxid = Math.max(zxid, arrival.kind === 'event' ? arrival.event.zxid : zxidOfReply(arrival.operation));
    }
    return { kind: 'end' as const, connection, zxid, rank: RANK.end, fileIndex, at: Infinity };
  });
}

/** For each session that was told to be expired: the first write that was asked for behind that. */
function deadlines(history: History): readonly Step[] {
  const steps: Step[] = [];
  for (const [fileIndex, timeline] of history.timelines.entries()) {
    let zxid = Infinity;
    for (const moment of timeline.toReversed()) {
      if (moment.kind === 'request' && isWrite(moment) && moment.reply !== null && hasZxid(moment.reply.err)) {
        zxid = Math.min(zxid, moment.reply.zxid > 0 ? moment.reply.zxid : Infinity);
      }
      if (moment.kind !== 'outcome' || moment.connection.outcome !== 'expired' || zxid === Infinity) continue;
      const { asked: session } = moment.connection;
      steps.push({ kind: 'over', session, connection: moment.connection, zxid, rank: RANK.over, fileIndex, at: 0 });
    }
  }
  return steps;
}

export function prepare(history: History): Prepared {
  const writes = writesOf(history);
  const steps: Step[] = writes.map((write) => ofOperation('write', write));
  for (const operation of history.operations) {
    const { reply, args } = operation;
    if (reply === null || reply.zxid <= 0 || isWrite(operation) || SILENT.has(args.op)) continue;
    if (args.op !== 'setWatches' && args.op !== 'setWatches2') steps.push(ofOperation('read', operation));
  }
  for (const connection of history.connections) {
    for (const [operation, told] of toldBySetWatches(connection)) {
      steps.push({ ...ofOperation('read', operation), kind: 'setWatches', operation, told });
    }
  }
  const known = new Set(writes.map(zxidOfReply));
  const told = evidenceOf(history, (zxid) => known.has(zxid));
  for (const evidence of told) {
    const { zxid, connection, line } = evidence;
    steps.push({ kind: 'evidence', evidence, zxid, rank: RANK.evidence, fileIndex: connection.fileIndex, at: line });
  }
  for (const dump of history.dumps) {
    steps.push({ kind: 'dump', dump, zxid: dump.zxid, rank: RANK.dump, fileIndex: dump.fileIndex, at: dump.at });
  }
  for (const step of ends(history)) steps.push(step);
  for (const step of deadlines(history)) steps.push(step);
  steps.sort((a, b) => a.zxid - b.zxid || a.rank - b.rank || a.fileIndex - b.fileIndex || a.at - b.at);
  const gaps = new Gaps([...known, ...told.map(({ zxid }) => zxid)].sort((a, b) => a - b));
  return { steps, writes, gaps };
}
