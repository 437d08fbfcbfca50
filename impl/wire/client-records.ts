/** Bodies of requests and replies (`org.apache.zookeeper.proto` in `zookeeper.jute`, 3.9). Data may be null wherever it is a buffer. */
import { acls, clientInfo, stat } from './data-records.js';
import { bool, buffer, int, long, nullable, record, ustring, vector, zxidLong } from './jute.js';
import type { ValueOf } from './jute.js';

const data = nullable(buffer);
const paths = vector(ustring);

export const empty = record({});

/** `xid` is the client's own count, or one of `SPECIAL_XIDS`. */
export const requestHeader = record({ xid: int, type: int });
export type RequestHeader = ValueOf<typeof requestHeader>;

/** A body follows only where `err` is 0. */
export const replyHeader = record({ xid: int, zxid: zxidLong, err: int });
export type ReplyHeader = ValueOf<typeof replyHeader>;

/** Before each operation of a multi, and after the last (`done`). */
export const multiHeader = record({ type: int, done: bool, err: int });

/** What follows a reply header with xid -1; `state` is 3, connected, whenever a server sends it. */
export const watcherEvent = record({ type: int, state: int, path: ustring });
export type WatcherEvent = ValueOf<typeof watcherEvent>;

/** `flags`: 0 persistent, 1 ephemeral, 2 sequential, 3 both, 4 container, 5 with time to live, 6 that and sequential. */
export const createRequest = record({ path: ustring, data, acl: acls, flags: int });
export const createTtlRequest = record({ path: ustring, data, acl: acls, flags: int, ttl: long });
export const createResponse = record({ path: ustring });
export const create2Response = record({ path: ustring, stat });

/** Versions: -1 matches any. */
export const versionedRequest = record({ path: ustring, version: int });
export const setDataRequest = record({ path: ustring, data, version: int });
export const setAclRequest = record({ path: ustring, acl: acls, version: int });

export const pathRequest = record({ path: ustring });
export const pathResponse = record({ path: ustring });
export const watchingRequest = record({ path: ustring, watch: bool });
export const statResponse = record({ stat });
export const getDataResponse = record({ data, stat });
export const getAclResponse = record({ acl: acls, stat });
export const getChildrenResponse = record({ children: paths });
export const getChildren2Response = record({ children: paths, stat });
export const getAllChildrenNumberResponse = record({ totalNumber: int });
export const getEphemeralsRequest = record({ prefixPath: nullable(ustring) });
export const getEphemeralsResponse = record({ ephemerals: paths });

/** `type`: 1 children, 2 data, 3 any, 4 persistent, 5 persistent and recursive. */
export const watchesRequest = record({ path: ustring, type: int });
/** `mode`: 0 persistent, 1 persistent and recursive. */
export const addWatchRequest = record({ path: ustring, mode: int });
export const errorResponse = record({ err: int });

const setWatchesFields = { relativeZxid: zxidLong, dataWatches: paths, existWatches: paths, childWatches: paths } as const;
export const setWatchesRequest = record(setWatchesFields);
export const setWatches2Request = record({ ...setWatchesFields, persistentWatches: paths, persistentRecursiveWatches: paths });

export const authRequest = record({ type: int, scheme: nullable(ustring), auth: nullable(buffer) });
export const saslToken = record({ token: nullable(buffer) });
export const whoAmIResponse = record({ clientInfo: vector(clientInfo) });

/** Null members: that part of the configuration is not named. */
export const reconfigRequest = record({
  joiningServers: nullable(ustring),
  leavingServers: nullable(ustring),
  newMembers: nullable(ustring),
  curConfigId: long,
});

/** Also a transaction body. */
export const createSessionRequest = record({ timeOut: int });
