/**
 * What each transaction does to a tree. Prep runs these on its outstanding changes right after it made the transaction, every
 * server runs them on its store when the transaction commits: there is no second opinion about their effect.
 *
 * They are total. A log replayed over a snapshot that was written meanwhile meets nodes that are there too early or gone
 * already (a fuzzy snapshot); the answers are ZooKeeper's error codes, and the tree ends as the log says.
 */
import { OPEN_ACL } from '../acl/acl.js';
import { Code } from '../error-code.js';
import { newNode, raised, withAcl, withChild, withData, withoutChild } from '../tree/node.js';
import { CONTAINER_OWNER, isValidTtl, NO_OWNER, ttlOwner } from '../tree/owner.js';
import { parentOf, ROOT } from '../tree/path.js';
import type { AnyCreateBody, DeleteBody, SetAclBody, SetDataBody, TxnHeader } from './txn.js';
import type { ZNode } from '../tree/node.js';
import type { Tree } from '../tree/store.js';

interface Refused {
  readonly ok: false;
  readonly code: Code;
}

/** The nodes of which watches and quotas want to know. */
export type Created = { readonly ok: true; readonly node: ZNode; readonly parent: ZNode } | Refused;
export type Deleted = { readonly ok: true; readonly node: ZNode; readonly parent: ZNode } | Refused;
export type Changed = { readonly ok: true; readonly node: ZNode; readonly before: ZNode } | Refused;

const NO_NODE: Refused = { ok: false, code: Code.NONODE };
const NODE_EXISTS: Refused = { ok: false, code: Code.NODEEXISTS };
const BAD_ARGUMENTS: Refused = { ok: false, code: Code.BADARGUMENTS };

export function createNode(tree: Tree, header: TxnHeader, body: AnyCreateBody): Created {
  const owner = ownerOf(header, body);
  if (!body.path.startsWith('/') || owner === undefined) return BAD_ARGUMENTS;
  const parentPath = parentOf(body.path);
  const parent = tree.get(parentPath);
  if (parent === undefined) return NO_NODE;
  const cversion = body.parentCversion === -1 ? (parent.cversion + 1) | 0 : body.parentCversion;
  const acl = body.acl ?? OPEN_ACL;
  const existing = tree.get(body.path);
  if (existing !== undefined) {
    // Only a replay comes here: what the log says of list and parent holds, the rest is from later than this transaction.
    tree.put(body.path, { ...existing, acl });
    const after = tree.get(parentPath);
    if (after !== undefined) tree.put(parentPath, raised(after, cversion, header.zxid));
    return NODE_EXISTS;
  }
  tree.put(parentPath, withChild(parent, cversion, header.zxid));
  const node = newNode(body.path, { data: body.data, acl, owner, zxid: header.zxid, time: header.time }, tree.digests);
  tree.put(body.path, node);
  return { ok: true, node, parent };
}

/** Undefined: a life time that no server would have let through. */
function ownerOf(header: TxnHeader, body: AnyCreateBody): bigint | undefined {
  switch (body.type) {
    case 'create':
    case 'create2':
      return body.ephemeral ? header.session : NO_OWNER;
    case 'createContainer':
      return CONTAINER_OWNER;
    case 'createTTL':
      return isValidTtl(body.ttl) ? ttlOwner(body.ttl) : undefined;
  }
}

export function deleteNode(tree: Tree, header: TxnHeader, { path }: Pick<DeleteBody, 'path'>): Deleted {
  if (!path.startsWith('/') || path === ROOT) return BAD_ARGUMENTS;
  const parentPath = parentOf(path);
  const parent = tree.get(parentPath);
  if (parent === undefined) return NO_NODE;
  const node = tree.get(path);
  // Even if the node is gone already: a child watch set meanwhile must not miss that it went (ZOOKEEPER-3145).
  tree.put(parentPath, withoutChild(parent, header.zxid, node !== undefined));
  if (node === undefined) return NO_NODE;
  tree.remove(path);
  return { ok: true, node, parent };
}

export function setData(tree: Tree, header: TxnHeader, body: SetDataBody): Changed {
  const before = tree.get(body.path);
  if (before === undefined) return NO_NODE;
  const { data, version } = body;
  const node = withData(body.path, before, { data, version, mzxid: header.zxid, mtime: header.time });
  tree.put(body.path, node);
  return { ok: true, node, before };
}

export function setAcl(tree: Tree, body: SetAclBody): Changed {
  const before = tree.get(body.path);
  if (before === undefined) return NO_NODE;
  const node = withAcl(before, body.acl ?? OPEN_ACL, body.version);
  tree.put(body.path, node);
  return { ok: true, node, before };
}
