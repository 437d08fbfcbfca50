/** What a judge must know of ZooKeeper's operations (`ZooDefs.OpCode`): how each is answered. */

/** `at once`: when it is read, before what is under way. `unknown`: refused, and the connection closed. */
export type Answering = 'write' | 'read' | 'at once' | 'unknown';

export const PING = 11;
export const CLOSE_SESSION = -11;

/** Create, delete, setData, setACL, multi, create2, reconfig, createContainer, createTTL, closeSession: a transaction each, also where it fails. */
const WRITES: ReadonlySet<number> = new Set([1, 2, 5, 7, 14, 15, 16, 19, 21, CLOSE_SESSION]);

/**
 * Exists, getData, getACL, getChildren, sync, ping, getChildren2, checkWatches, removeWatches, multiRead, setWatches, getEphemerals,
 * getAllChildrenNumber, setWatches2, addWatch, whoAmI.
 */
const READS: ReadonlySet<number> = new Set([3, 4, 6, 8, 9, PING, 12, 17, 18, 22, 101, 103, 104, 105, 106, 107]);

/** Auth, sasl: about the connection itself. */
const AT_ONCE: ReadonlySet<number> = new Set([100, 102]);

/** Exists, getData, getChildren, getChildren2, setWatches, setWatches2, addWatch. */
const WATCHING: ReadonlySet<number> = new Set([3, 4, 8, 12, 101, 105, 106]);

const SET_WATCHES: ReadonlySet<number> = new Set([101, 105]);

export function answeringOf(op: number): Answering {
  if (WRITES.has(op)) return 'write';
  if (READS.has(op)) return 'read';
  return AT_ONCE.has(op) ? 'at once' : 'unknown';
}

/** May it leave a watch? */
export function mayWatch(op: number): boolean {
  return WATCHING.has(op);
}

export function isSetWatches(op: number): boolean {
  return SET_WATCHES.has(op);
}

/** A ping is answered as one, whatever it calls itself. */
export function answeredXid(xid: number, op: number): number {
  return op === PING ? -2 : xid;
}
