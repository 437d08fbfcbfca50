/** What watchers are told, and with which number on the wire (`Watcher.Event.EventType`). */
import type { Zxid } from '../../model/zxid.js';

export type EventType = 'created' | 'deleted' | 'dataChanged' | 'childrenChanged';

export const EVENT_NUMBERS: Readonly<Record<EventType, number>> = { created: 1, deleted: 2, dataChanged: 3, childrenChanged: 4 };

/** One event for one watcher. Deliveries are made in the order of the list, before the reply to whoever caused them. */
export interface Delivery<W> {
  readonly watcher: W;
  readonly type: EventType;
  readonly path: string;
  /** Of the transaction; null where the event only tells what a `setWatches` found. */
  readonly zxid: Zxid | null;
}
