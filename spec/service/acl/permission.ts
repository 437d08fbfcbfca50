/** Whether a caller may do something to a node (`ZooKeeperServer.checkACL`), and what he sees of its access list. */
import { isWorldAnyone } from './acl.js';
import type { Acl, AclList, Id } from './acl.js';
import type { AuthSchemes } from './auth-scheme.js';

export interface AccessRules {
  /** Switches every check off. */
  readonly skipAcl: boolean;
  readonly schemes: AuthSchemes;
}

/** True if some entry grants some bit of `perms`. An empty list grants everything, and so does an id of scheme `super`. */
export function isAllowed(rules: AccessRules, acl: AclList, perms: number, ids: readonly Id[]): boolean {
  if (rules.skipAcl || acl.length === 0) return true;
  // The commonest list by far, before anything is searched.
  const [first] = acl;
  if (first !== undefined && (first.perms & perms) !== 0 && isWorldAnyone(first)) return true;
  if (ids.some((id) => id.scheme === 'super')) return true;
  return acl.some((entry) => (entry.perms & perms) !== 0 && (isWorldAnyone(entry) || matches(rules, entry, ids)));
}

function matches({ schemes }: AccessRules, entry: Acl, ids: readonly Id[]): boolean {
  const scheme = schemes.get(entry.scheme);
  return scheme !== undefined && ids.some((id) => id.scheme === entry.scheme && scheme.matches(id.id, entry.id));
}

/** Digests of others' passwords are not shown: `user:x`. */
export function masked(acl: AclList): AclList {
  return acl.map((entry) => (entry.scheme === 'digest' ? { ...entry, id: entry.id.replace(/:.*/g, ':x') } : entry));
}
