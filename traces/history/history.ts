/** A history as checks read it: operations with their replies, connections with what arrived on them, in order. */
import type { LineOf } from './format/event.js';
import type { OperationName, RequestArguments } from './format/operations.js';
import type { HistoryZxid } from './format/zxid.js';

/** Where something stands: a file, and a line counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export type ReplyLine = LineOf<'reply'>;
export type EventLine = LineOf<'event'>;

export interface Operation {
  readonly kind: 'request';
  readonly connection: Connection;
  readonly at: number;
  readonly line: number;
  readonly xid: number;
  readonly args: RequestArguments;
  /** Null: none came, so that nobody knows whether it happened. */
  reply: ReplyLine | null;
  replyLine: number;
  /** The latest zxid that anybody of this file had seen before it was asked: what happens for it is later. */
  lower: HistoryZxid;
  /** Who saw `lower`; null for nobody. */
  lowerBy: Operation | null;
}

export type Arrival =
  | { readonly kind: 'reply'; readonly operation: Operation }
  | { readonly kind: 'event'; readonly connection: Connection; readonly event: EventLine; readonly line: number };

export interface Connection {
  readonly kind: 'connect';
  /** Names the file. */
  readonly file: string;
  /** Index of the file: `at` may be compared only within one. */
  readonly fileIndex: number;
  readonly id: number;
  readonly server: string;
  readonly asked: string;
  readonly passwd: string;
  readonly lastZxidSeen: HistoryZxid;
  readonly connectAt: number;
  readonly connectLine: number;
  /** `0x0` until, or unless, the server gave one. */
  session: string;
  /** `refused`: the password was not that of the session. */
  outcome: 'none' | 'connected' | 'expired' | 'refused';
  outcomeAt: number;
  outcomeLine: number;
  readonly arrivals: Arrival[];
}

/** What happened, in the order of one recorder. */
export type Moment = Connection | Operation | Arrival | { readonly kind: 'outcome'; readonly connection: Connection };

export interface Dump {
  readonly server: string;
  readonly file: string;
  readonly fileIndex: number;
  readonly at: number;
  readonly line: number;
  readonly zxid: HistoryZxid;
  readonly nodes: readonly (LineOf<'node'> & { readonly line: number })[];
}

export interface History {
  readonly files: readonly string[];
  readonly connections: readonly Connection[];
  /** In the order of their requests, file by file. */
  readonly operations: readonly Operation[];
  readonly dumps: readonly Dump[];
  /** A list for each file. */
  readonly timelines: readonly (readonly Moment[])[];
  /** Nobody else wrote. */
  readonly complete: boolean;
  /** What contradicts the protocol before any guarantee comes in: a reply to nothing, say. */
  readonly strays: readonly Stray[];
}

/** A reply that no request explains, or out of turn. */
export interface Stray extends Place {
  readonly connection: Connection;
  readonly words: string;
  readonly operations: readonly Operation[];
}

const WRITES: ReadonlySet<OperationName> = new Set([
  'create',
  'create2',
  'createContainer',
  'createTTL',
  'delete',
  'setData',
  'setACL',
  'multi',
  'closeSession',
  'reconfig',
  'check',
]);

export function isWrite({ args }: Operation): boolean {
  return WRITES.has(args.op);
}

/** Overtake others on their connection; have no place in the order of operations. */
export function overtakes({ args }: Operation): boolean {
  return args.op === 'ping' || args.op === 'auth';
}
