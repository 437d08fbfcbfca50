/**
 * The lines of a history: what clients of one recorder saw, in the order in which they saw it. `at` counts the lines of a recorder: a
 * reply that stands before a request came before it. Between files there is no such order.
 *
 * `c` numbers the connections of a file. A file says version 1 in its first line.
 */
import * as t from 'io-ts';
import { byTag } from './by-tag.js';
import { dataFields, requestArguments } from './operations.js';
import { resultCodec, sessionCodec, statCodec } from './results.js';
import { int } from './int.js';
import { zxidCodec } from './zxid.js';

export const HISTORY_VERSION = 1;

const lines = {
  /** The first line. `recorder` says who wrote it; `complete`: no client but those of the given files wrote anything. */
  history: t.type({
    t: t.literal('history'),
    version: t.literal(HISTORY_VERSION),
    recorder: t.string,
    complete: t.boolean,
  }),
  /** A client's first frame. `session`: the one that it asks for; `passwd`: the hash of what it says to prove that it may. */
  connect: t.type({
    t: t.literal('connect'),
    at: int,
    c: int,
    server: t.string,
    session: sessionCodec,
    passwd: t.string,
    lastZxidSeen: zxidCodec,
  }),
  /** `passwd`: the hash of what the server gave. */
  connected: t.type({
    t: t.literal('connected'),
    at: int,
    c: int,
    session: sessionCodec,
    passwd: t.string,
    timeoutMs: int,
  }),
  /** The server answered that the session is over, or that the password is wrong: the two look alike. */
  expired: t.type({ t: t.literal('expired'), at: int, c: int }),
  closed: t.type({ t: t.literal('closed'), at: int, c: int }),
  request: t.type({ t: t.literal('request'), at: int, c: int, xid: int, args: requestArguments }),
  reply: t.type({
    t: t.literal('reply'),
    at: int,
    c: int,
    xid: int,
    zxid: zxidCodec,
    err: int,
    result: resultCodec,
  }),
  /** A watch event. `type` as `Watcher.Event.EventType`: 1 created, 2 deleted, 3 data changed, 4 children changed. */
  event: t.type({ t: t.literal('event'), at: int, c: int, zxid: zxidCodec, type: int, path: t.string }),
  /** One node of a server's tree at the end of the run; the `final` line of that server stands behind its last. */
  node: t.type({
    t: t.literal('node'),
    at: int,
    server: t.string,
    path: t.string,
    ...dataFields,
    stat: statCodec,
  }),
  /** The tree of `server` was read while nobody wrote. `zxid`: of the last reply of its reader. */
  final: t.type({ t: t.literal('final'), at: int, server: t.string, zxid: zxidCodec, nodes: int }),
} as const;

export const historyLine = byTag('line', 't', lines);

export type HistoryLine = t.TypeOf<typeof historyLine>;
export type LineOf<T extends HistoryLine['t']> = Extract<HistoryLine, { readonly t: T }>;

/** Without its end of line. */
export function encodeLine(line: HistoryLine): string {
  return JSON.stringify(historyLine.encode(line));
}
