/** What a server sends to a client after the handshake, as values, in the order in which it came. */
import type { ClientOp, ResponseBody } from '#impl/wire/client-protocol.js';
import { keeperErrorName } from '#impl/wire/error-codes.js';
import type { Zxid } from '#spec/model/zxid.js';

export interface Reply<T> {
  readonly kind: 'reply';
  readonly xid: number;
  /** Of the transaction, for a write; else the last that the server had applied. */
  readonly zxid: Zxid;
  /** 0, or ZooKeeper's code. */
  readonly err: number;
  /** The operation code of the request. */
  readonly type: number;
  /** Null where there is none: an error. Bytes for a request that was sent as bytes. */
  readonly body: T | null;
}

export type ReplyTo<N extends ClientOp> = Reply<ResponseBody<N>>;

export interface WatchEvent {
  readonly kind: 'event';
  readonly zxid: Zxid;
  readonly type: number;
  readonly state: number;
  readonly path: string;
}

export type Arrival = Reply<unknown> | WatchEvent;

/** `Watcher.Event.EventType`. */
const EVENT_NAMES: ReadonlyMap<number, string> = new Map([
  [-1, 'None'],
  [1, 'NodeCreated'],
  [2, 'NodeDeleted'],
  [3, 'NodeDataChanged'],
  [4, 'NodeChildrenChanged'],
]);

export function eventName(type: number): string {
  return EVENT_NAMES.get(type) ?? `type ${type}`;
}

/** ZooKeeper's name of an error, or the code where it has none. */
export function errorName(err: number): string {
  return keeperErrorName(err) ?? `code ${err}`;
}

/** A server answered with an error to one of the driver's methods that answer a plain value. */
export class KeeperFailure extends Error {
  override readonly name = 'KeeperFailure';
  readonly code: number;
  /** ZooKeeper's name. */
  readonly error: string;

  constructor(op: string, code: number) {
    super(`${op}: ${errorName(code)} (${code})`);
    this.code = code;
    this.error = errorName(code);
  }
}

/** No reply will come: the connection is over. */
export class ConnectionOver extends Error {
  override readonly name = 'ConnectionOver';
}
