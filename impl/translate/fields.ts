/** Fields that the wire and the service hold differently: access lists, data. */
import type { Acl as WireAcl } from '#impl/wire/data-records.js';
import { isWorldAnyone, OPEN_ACL, Perm } from '#spec/service/acl/acl.js';
import type { Acl, AclList } from '#spec/service/acl/acl.js';

/** Each entry of the wire holds its identity in a record. The list of nearly every request becomes the one constant. */
export function aclFromWire(list: readonly WireAcl[] | null): AclList | null {
  if (list === null) return null;
  const [only] = list;
  if (list.length === 1 && only?.perms === Perm.ALL && isWorldAnyone(only.id)) return OPEN_ACL;
  return list.map(({ perms, id: { scheme, id } }) => ({ perms, scheme, id }));
}

const OPEN_WIRE: readonly WireAcl[] = OPEN_ACL.map(entryToWire);

export function aclToWire(list: AclList): readonly WireAcl[] {
  return list === OPEN_ACL ? OPEN_WIRE : list.map(entryToWire);
}

function entryToWire({ perms, scheme, id }: Acl): WireAcl {
  return { perms, id: { scheme, id } };
}

/** A copy: what was decoded is a view of a chunk, which would live as long as the node that gets the data. */
export function ownData(data: Uint8Array | null): Uint8Array | null {
  return data === null ? null : new Uint8Array(data);
}
