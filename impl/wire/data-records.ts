/** Records that clients, servers and disk share (`org.apache.zookeeper.data` in `zookeeper.jute`). */
import { int, long, nullable, record, safeLong, ustring, ustringOrNull, vector, zxidLong } from './jute.js';
import type { ValueOf } from './jute.js';

/** An identity: scheme and, in the scheme's own form, id. kazoo says null for the id of `auth`. */
export const id = record({ scheme: ustringOrNull, id: ustringOrNull });
export type Id = ValueOf<typeof id>;

/** `perms`: sum of READ 1, WRITE 2, CREATE 4, DELETE 8, ADMIN 16. */
export const acl = record({ perms: int, id });
export type Acl = ValueOf<typeof acl>;

/** Null is what some clients send for no list; both are refused (`INVALIDACL`), by rules and not by the codec. */
export const acls = nullable(vector(acl));

/** A node as told to clients; 68 bytes. `cversion` here counts creations and deletions of children. */
export const stat = record({
  czxid: zxidLong,
  mzxid: zxidLong,
  ctime: safeLong,
  mtime: safeLong,
  version: int,
  cversion: int,
  aversion: int,
  ephemeralOwner: long,
  dataLength: int,
  numChildren: int,
  pzxid: zxidLong,
});
export type Stat = ValueOf<typeof stat>;

/** A node as snapshots keep it; 60 bytes. `cversion` here counts creations of children only. */
export const statPersisted = record({
  czxid: zxidLong,
  mzxid: zxidLong,
  ctime: safeLong,
  mtime: safeLong,
  version: int,
  cversion: int,
  aversion: int,
  ephemeralOwner: long,
  pzxid: zxidLong,
});
export type StatPersisted = ValueOf<typeof statPersisted>;

/** An answer to whoAmI. */
export const clientInfo = record({ authScheme: ustring, user: ustring });
