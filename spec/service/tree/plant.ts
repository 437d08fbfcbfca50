/** How a store gets its first nodes: those of a fresh server, or those of a snapshot, parents before children. */
import { OPEN_ACL, READ_ACL } from '../acl/acl.js';
import { nodeFrom } from './node.js';
import { CONFIG_PATH, keyOf, parentOf, PROC_PATH, QUOTA_PATH, ROOT } from './path.js';
import { ZERO } from '../../model/zxid.js';
import type { StoredNode } from './node.js';
import type { Store } from './store.js';

const STILL = { czxid: ZERO, mzxid: ZERO, pzxid: ZERO, ctime: 0, mtime: 0, version: 0, cversion: 0, aversion: 0, owner: 0n };

/** The tree of a server that has never seen a transaction (`DataTree()`). */
export function plantFreshTree(store: Store): void {
  const plain = { ...STILL, data: new Uint8Array(0), acl: OPEN_ACL };
  for (const path of [ROOT, PROC_PATH, QUOTA_PATH]) loadNode(store, path, plain);
  // Readable by all, writable by none but super (ZOOKEEPER-2014); set without a version, hence −1.
  loadNode(store, CONFIG_PATH, { ...plain, acl: READ_ACL, aversion: -1 });
}

/** False where the parent is missing: the snapshot is damaged. After the last node call `recountQuotas`. */
export function loadNode(store: Store, name: string, stored: StoredNode): boolean {
  const path = keyOf(name);
  if (path !== ROOT) {
    const parent = store.get(parentOf(path));
    if (parent === undefined) return false;
    if (store.get(path) === undefined) store.put(parentOf(path), { ...parent, numChildren: parent.numChildren + 1 });
  }
  const children = store.get(path)?.numChildren ?? 0;
  store.put(path, { ...nodeFrom(path, stored, store.digests), numChildren: children });
  return true;
}
