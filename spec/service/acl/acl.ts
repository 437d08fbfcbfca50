/** Access control lists. A client without rights may hold several ids, one per scheme it proved. */

export interface Id {
  readonly scheme: string;
  readonly id: string;
}

export interface Acl {
  /** A sum of `Perm`. Other bits are kept and mean nothing. */
  readonly perms: number;
  readonly scheme: string;
  readonly id: string;
}

export type AclList = readonly Acl[];

export const Perm = { READ: 1, WRITE: 2, CREATE: 4, DELETE: 8, ADMIN: 16, ALL: 31 } as const;

/** Everything for everyone: key −1 of snapshots, and what a transaction without a list means. */
export const OPEN_ACL: AclList = [{ perms: Perm.ALL, scheme: 'world', id: 'anyone' }];

export const READ_ACL: AclList = [{ perms: Perm.READ, scheme: 'world', id: 'anyone' }];

export function isWorldAnyone({ scheme, id }: Id): boolean {
  return scheme === 'world' && id === 'anyone';
}

/** Equal entries give equal texts, different ones different texts. */
export function aclText({ perms, scheme, id }: Acl): string {
  return `${String(perms)}:${String(scheme.length)}:${scheme}${String(id.length)}:${id}`;
}

/** The ids of a connection after it proved some more; each once, oldest first. */
export function withIds(ids: readonly Id[], more: readonly Id[]): readonly Id[] {
  const known = (id: Id, among: readonly Id[]): boolean => among.some((each) => each.scheme === id.scheme && each.id === id.id);
  return [...ids, ...more.filter((id, index) => !known(id, ids) && !known(id, more.slice(0, index)))];
}
