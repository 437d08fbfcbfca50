/**
 * `setWatches` after a reconnect: a client names the watches it had and the last zxid it saw; what changed since is told at once,
 * the rest is set again. Only the present is compared: a node that came and went meanwhile is not noticed by an exist watch, and
 * persistent watches miss what they missed. These events are not filtered by rights.
 */
import { compareZxids } from '../../model/zxid.js';
import { keyOf } from '../tree/path.js';
import { addPersistent } from './watches.js';
import type { Delivery, EventType } from './event.js';
import type { Watches } from './watches.js';
import type { ZNode } from '../tree/node.js';
import type { Store } from '../tree/store.js';
import type { Zxid } from '../../model/zxid.js';

export interface WatchesToSet {
  readonly relativeZxid: Zxid;
  readonly data: readonly string[];
  readonly exist: readonly string[];
  readonly children: readonly string[];
  /** These two are empty in `setWatches`, and come with `setWatches2`. */
  readonly persistent: readonly string[];
  readonly recursive: readonly string[];
}

/** The events to send before the reply. */
export function setWatches<W>(store: Store, watches: Watches<W>, watcher: W, wanted: WatchesToSet): readonly Delivery<W>[] {
  const deliveries: Delivery<W>[] = [];
  const { relativeZxid } = wanted;
  const each = (
    paths: readonly string[],
    table: 'data' | 'children',
    missed: (node: ZNode | undefined) => EventType | undefined,
  ): void => {
    for (const path of paths) {
      const type = missed(store.get(keyOf(path)));
      if (type === undefined) watches[table].add(keyOf(path), watcher, 'standard');
      else deliveries.push({ watcher, type, path, zxid: null });
    }
  };
  each(wanted.data, 'data', (node) => missedBy(node, node?.mzxid, relativeZxid, 'dataChanged'));
  each(wanted.exist, 'data', (node) => (node === undefined ? undefined : 'created'));
  each(wanted.children, 'children', (node) => missedBy(node, node?.pzxid, relativeZxid, 'childrenChanged'));
  for (const path of wanted.persistent) addPersistent(watches, watcher, path, 'persistent');
  for (const path of wanted.recursive) addPersistent(watches, watcher, path, 'recursive');
  return deliveries;
}

function missedBy(node: ZNode | undefined, changed: Zxid | undefined, seen: Zxid, type: EventType): EventType | undefined {
  if (node === undefined || changed === undefined) return 'deleted';
  return compareZxids(changed, seen) > 0 ? type : undefined;
}
