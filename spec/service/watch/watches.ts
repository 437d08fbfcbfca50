/**
 * A server's watches: a table about nodes themselves and one about their children (`DataTree.dataWatches`, `childWatches`).
 *
 *     mode         tables       is told
 *     standard     either       once, what the read that set it looked at
 *     persistent   both         everything at its path, until removed
 *     recursive    data         created, deleted, dataChanged at its path and all below; never childrenChanged (ZOOKEEPER-4475)
 */
import { Code } from '../error-code.js';
import { Perm } from '../acl/acl.js';
import { isAllowed } from '../acl/permission.js';
import { WatchTable } from './watch-table.js';
import { keyOf, parentOf } from '../tree/path.js';
import type { Delivery, EventType } from './event.js';
import type { WatchMode } from './watch-table.js';
import type { AclList, Id } from '../acl/acl.js';
import type { AccessRules } from '../acl/permission.js';
import type { Change } from '../write/apply.js';
import type { Zxid } from '../../model/zxid.js';

export class Watches<W> {
  readonly data = new WatchTable<W>();
  readonly children = new WatchTable<W>();
}

/** `addWatch`: 0 persistent, 1 recursive. The node need not exist, and no right is asked for. */
export function addWatch<W>(watches: Watches<W>, watcher: W, path: string, mode: number): Code {
  if (mode !== 0 && mode !== 1) return Code.MARSHALLINGERROR;
  addPersistent(watches, watcher, path, mode === 0 ? 'persistent' : 'recursive');
  return Code.OK;
}

export function addPersistent<W>(watches: Watches<W>, watcher: W, path: string, mode: 'persistent' | 'recursive'): void {
  watches.data.add(keyOf(path), watcher, mode);
  if (mode === 'persistent') watches.children.add(keyOf(path), watcher, mode);
}

export function dropWatcher<W>(watches: Watches<W>, watcher: W): void {
  watches.data.drop(watcher);
  watches.children.drop(watcher);
}

type Place = readonly [table: 'data' | 'children', mode: WatchMode | 'any'];

/** Where a watch of a type of `checkWatches` and `removeWatches` may stand (`Watcher.WatcherType`). */
const PLACES: Readonly<Partial<Record<number, readonly Place[]>>> = {
  1: [['children', 'standard']],
  2: [['data', 'standard']],
  3: [
    ['children', 'any'],
    ['data', 'any'],
  ],
  4: [
    ['children', 'persistent'],
    ['data', 'persistent'],
  ],
  5: [['data', 'recursive']],
};

export function checkWatches<W>(watches: Watches<W>, watcher: W, path: string, type: number): Code {
  const places = PLACES[type];
  if (places === undefined) return Code.MARSHALLINGERROR;
  return places.some(([table, mode]) => watches[table].has(keyOf(path), watcher, mode)) ? Code.OK : Code.NOWATCHER;
}

export function removeWatches<W>(watches: Watches<W>, watcher: W, path: string, type: number): Code {
  const places = PLACES[type];
  if (places === undefined) return Code.MARSHALLINGERROR;
  const removed = places.filter(([table, mode]) => watches[table].remove(keyOf(path), watcher, mode));
  return removed.length > 0 ? Code.OK : Code.NOWATCHER;
}

/** Who may hear of a node: those with READ, by what their connections have proved by now (ZOOKEEPER-4799). */
export interface Hearing<W> {
  readonly rules: AccessRules;
  readonly idsOf: (watcher: W) => readonly Id[];
}

/** The events of one transaction, in ZooKeeper's order. Standard watches are used up even where their owner may not hear. */
export function fire<W>(
  watches: Watches<W>,
  changes: readonly Change[],
  zxid: Zxid,
  { rules, idsOf }: Hearing<W>,
): readonly Delivery<W>[] {
  const deliveries: Delivery<W>[] = [];
  if (watches.data.paths === 0 && watches.children.paths === 0) return deliveries;
  const tell = (told: readonly W[], type: EventType, path: string, acl: AclList): void => {
    for (const watcher of told) {
      if (isAllowed(rules, acl, Perm.READ, idsOf(watcher))) deliveries.push({ watcher, type, path, zxid });
    }
  };
  for (const change of changes) {
    const { path, acl } = change;
    const told = watches.data.trigger(path);
    tell(told, change.kind, path, acl);
    if (change.kind === 'dataChanged') continue;
    if (change.kind === 'deleted') {
      // Who watches both has just been told.
      const already = new Set(told);
      tell(
        watches.children.trigger(path).filter((watcher) => !already.has(watcher)),
        'deleted',
        path,
        acl,
      );
    }
    const parent = parentOf(path);
    tell(watches.children.trigger(parent), 'childrenChanged', parent, change.parentAcl);
  }
  return deliveries;
}
