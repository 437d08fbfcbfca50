/**
 * Reads, answered from a server's own store (`FinalRequestProcessor`). Each asks for READ on the node; none validates its path,
 * a bad one is merely not there. Watches are set by `serve`.
 */
import { Perm } from '../acl/acl.js';
import { isAllowed, masked } from '../acl/permission.js';
import { Code } from '../error-code.js';
import { statOf } from '../tree/node.js';
import { keyOf, ROOT } from '../tree/path.js';
import { nodesBelow } from '../tree/quota.js';
import type { AclList, Id } from '../acl/acl.js';
import type { AccessRules } from '../acl/permission.js';
import type { Stat, ZNode } from '../tree/node.js';
import type { SessionId } from '../tree/owner.js';
import type { Store } from '../tree/store.js';

export interface Reader {
  readonly store: Store;
  readonly rules: AccessRules;
  /** What the caller had proved when the request arrived. */
  readonly ids: readonly Id[];
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: Code };

function answer<T>(value: T): Answer<T> {
  return { ok: true, value };
}

function readable({ store, rules, ids }: Reader, path: string, perms: number): Answer<ZNode> {
  const node = store.get(keyOf(path));
  if (node === undefined) return { ok: false, code: Code.NONODE };
  return isAllowed(rules, node.acl, perms, ids) ? answer(node) : { ok: false, code: Code.NOAUTH };
}

/** Alone among reads it refuses a NUL. */
export function exists(reader: Reader, path: string): Answer<Stat> {
  if (path.includes('\0')) return { ok: false, code: Code.BADARGUMENTS };
  const found = readable(reader, path, Perm.READ);
  return found.ok ? answer(statOf(found.value, reader.store.extendedTypes)) : found;
}

export interface DataAnswer {
  readonly data: Uint8Array | null;
  readonly stat: Stat;
}

export function getData(reader: Reader, path: string): Answer<DataAnswer> {
  const found = readable(reader, path, Perm.READ);
  return found.ok ? answer({ data: found.value.data, stat: statOf(found.value, reader.store.extendedTypes) }) : found;
}

export interface ChildrenAnswer {
  /** In no order that ZooKeeper promises; here that of creation. */
  readonly children: readonly string[];
  readonly stat: Stat;
}

export function getChildren(reader: Reader, path: string): Answer<ChildrenAnswer> {
  const found = readable(reader, path, Perm.READ);
  if (!found.ok) return found;
  return answer({ children: [...reader.store.childrenOf(keyOf(path))], stat: statOf(found.value, reader.store.extendedTypes) });
}

export interface AclAnswer {
  readonly acl: AclList;
  readonly stat: Stat;
}

/** READ or ADMIN will do; only ADMIN sees the digests. */
export function getAcl(reader: Reader, path: string): Answer<AclAnswer> {
  const found = readable(reader, path, Perm.READ | Perm.ADMIN);
  if (!found.ok) return found;
  const { acl } = found.value;
  const stat = statOf(found.value, reader.store.extendedTypes);
  return answer({ acl: isAllowed(reader.rules, acl, Perm.ADMIN, reader.ids) ? acl : masked(acl), stat });
}

/** How many nodes lie below. For the empty path, Java's other name of the root, the root is counted too. */
export function getAllChildrenNumber(reader: Reader, path: string): Answer<number> {
  const found = readable(reader, path, Perm.READ);
  if (!found.ok) return found;
  if (keyOf(path) === ROOT) return answer(path === ROOT ? reader.store.nodeCount - 1 : reader.store.nodeCount);
  let count = -1;
  for (const _ of nodesBelow(reader.store, path)) count += 1;
  return answer(count);
}

/** Of the caller's own session; a prefix is of the text, not of the path. */
export function getEphemerals(store: Store, session: SessionId, prefix: string | null): readonly string[] {
  const all = [...store.ephemeralsOf(session)];
  const trimmed = prefix?.trim() ?? '';
  return prefix === null || trimmed === '' || trimmed === ROOT ? all : all.filter((path) => path.startsWith(prefix));
}
