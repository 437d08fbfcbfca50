/**
 * Transactions: what a write became when the leader prepared it. Whatever depends on time, chance or other writes is settled in
 * them, so that every server applies them alike. Fields are those of ZooKeeper's log records.
 */
import type { AclList } from '../acl/acl.js';
import type { Digest } from '../tree/digest.js';
import type { SessionId } from '../tree/owner.js';
import type { Zxid } from '../../model/zxid.js';

export interface CreateBody {
  readonly type: 'create' | 'create2';
  /** The final name, number included. */
  readonly path: string;
  readonly data: Uint8Array | null;
  /** Null stands for the open list. */
  readonly acl: AclList | null;
  /** The owner is the session of the header. */
  readonly ephemeral: boolean;
  /** The parent's stored cversion afterwards; −1 in logs older than 3.4: one more than it is. */
  readonly parentCversion: number;
}

export interface CreateContainerBody {
  readonly type: 'createContainer';
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly acl: AclList | null;
  readonly parentCversion: number;
}

export interface CreateTtlBody {
  readonly type: 'createTTL';
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly acl: AclList | null;
  readonly parentCversion: number;
  readonly ttl: number;
}

export type AnyCreateBody = CreateBody | CreateContainerBody | CreateTtlBody;

export interface DeleteBody {
  readonly type: 'delete' | 'deleteContainer';
  readonly path: string;
}

/** `version` is the new one. A `reconfig`, which only ZooKeeper's servers write, sets the data of the config node. */
export interface SetDataBody {
  readonly type: 'setData' | 'reconfig';
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly version: number;
}

export interface SetAclBody {
  readonly type: 'setACL';
  readonly path: string;
  readonly acl: AclList | null;
  readonly version: number;
}

export interface CheckBody {
  readonly type: 'check';
  readonly path: string;
  readonly version: number;
}

/** A write that failed: it has its zxid, it is logged and replicated, it changes nothing. */
export interface ErrorBody {
  readonly type: 'error';
  readonly code: number;
}

/** All or nothing: with an error among them none is applied. */
export interface MultiBody {
  readonly type: 'multi';
  readonly bodies: readonly SubBody[];
}

export interface CreateSessionBody {
  readonly type: 'createSession';
  readonly timeoutMs: number;
}

export interface CloseSessionBody {
  readonly type: 'closeSession';
  /** The session's ephemeral nodes; null in logs older than 3.6: those the server finds. */
  readonly paths: readonly string[] | null;
}

export type SubBody = AnyCreateBody | DeleteBody | SetDataBody | CheckBody | ErrorBody;

export type TxnBody = SubBody | SetAclBody | MultiBody | CreateSessionBody | CloseSessionBody;

export interface TxnHeader {
  readonly session: SessionId;
  /** The client's number of the request: with the session it tells a server which of its own requests this is. */
  readonly cxid: number;
  readonly zxid: Zxid;
  /** Wall time of the leader, in milliseconds. */
  readonly time: number;
}

export interface Txn extends TxnHeader {
  readonly body: TxnBody;
  /** The tree after it, as the leader foresaw; null for errors and where digests are off. */
  readonly digest: Digest | null;
}
