/** From the access list that a client sends to the one that is stored (`PrepRequestProcessor.fixupACL`). */
import { aclText, isWorldAnyone } from './acl.js';
import type { Acl, AclList, Id } from './acl.js';
import type { AuthSchemes } from './auth-scheme.js';

/**
 * Duplicates dropped, `auth` replaced by every id that the caller proved. Undefined, for INVALIDACL: an empty list, an unknown
 * scheme, an id that its scheme refuses, or `auth` of a caller who proved nothing.
 */
export function fixedUpAcl(acl: AclList | null, ids: readonly Id[], schemes: AuthSchemes): AclList | undefined {
  if (acl === null || acl.length === 0) return undefined;
  const fixed: Acl[] = [];
  for (const entry of distinct(acl)) {
    if (entry.scheme === 'auth') {
      const proved = ids.filter((id) => schemes.get(id.scheme)?.authenticated === true);
      if (proved.length === 0) return undefined;
      fixed.push(...proved.map(({ scheme, id }) => ({ perms: entry.perms, scheme, id })));
    } else if (isWorldAnyone(entry) || schemes.get(entry.scheme)?.isValid(entry.id) === true) {
      fixed.push(entry);
    } else {
      return undefined;
    }
  }
  return fixed;
}

/** By text, not by comparing each with each: a client may send tens of thousands. */
function distinct(acl: AclList): AclList {
  if (acl.length === 1) return acl;
  const byText = new Map<string, Acl>();
  for (const entry of acl) {
    const text = aclText(entry);
    if (!byText.has(text)) byText.set(text, entry);
  }
  return [...byText.values()];
}
