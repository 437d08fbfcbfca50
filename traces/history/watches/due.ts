/** An event that a connection has to be told of, as the order of transactions says. */
import type { HistoryZxid } from '../format/zxid.js';
import type { Operation } from '../history.js';

export const EVENT = { created: 1, deleted: 2, dataChanged: 3, childrenChanged: 4 } as const;

const NAMES: ReadonlyMap<number, string> = new Map([
  [EVENT.created, 'NodeCreated'],
  [EVENT.deleted, 'NodeDeleted'],
  [EVENT.dataChanged, 'NodeDataChanged'],
  [EVENT.childrenChanged, 'NodeChildrenChanged'],
]);

export function eventText(type: number, path: string): string {
  return `${NAMES.get(type) ?? `event ${type}`} ${path}`;
}

export interface Due {
  /** Of the transaction; for what setWatches makes up, the zxid of its reply. */
  readonly zxid: HistoryZxid;
  readonly type: number;
  readonly path: string;
  /** It may be left out: an access list may hide it, or it is only inferred that, and when, it happened. */
  readonly optional: boolean;
  /** The setWatches that makes it up: it comes before that reply and has no zxid. */
  readonly madeUpBy: Operation | null;
  /** The write; null if nobody saw its reply. */
  readonly cause: Operation | null;
  /** Who set the watch. */
  readonly setBy: Operation | null;
  delivered: boolean;
}

/** What a connection is due, in order. */
export interface DueList {
  readonly items: Due[];
  /** Nothing is known of what is due behind this zxid: a contradiction ended the replay. */
  until: HistoryZxid;
}
