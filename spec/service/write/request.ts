/** What clients ask that may change the tree, decoded; reads are in `read/`. Named as ZooKeeper's operations are. */
import type { AclList } from '../acl/acl.js';

export interface CreateRequest {
  /** The operation picks the kind of node, `flags` only whether it is ephemeral or numbered: see `create-mode.ts`. */
  readonly type: 'create' | 'create2' | 'createContainer';
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly acl: AclList | null;
  readonly flags: number;
}

export interface CreateTtlRequest {
  readonly type: 'createTTL';
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly acl: AclList | null;
  readonly flags: number;
  readonly ttl: number;
}

/** `version` −1 stands for any, here and below. */
export interface DeleteRequest {
  readonly type: 'delete';
  readonly path: string;
  readonly version: number;
}

/** The leader's own; a server does not take it from clients. */
export interface DeleteContainerRequest {
  readonly type: 'deleteContainer';
  readonly path: string;
}

export interface SetDataRequest {
  readonly type: 'setData';
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly version: number;
}

export interface SetAclRequest {
  readonly type: 'setACL';
  readonly path: string;
  readonly acl: AclList | null;
  readonly version: number;
}

/** Only inside a multi. */
export interface CheckRequest {
  readonly type: 'check';
  readonly path: string;
  readonly version: number;
}

export type MultiOperation = CreateRequest | CreateTtlRequest | DeleteRequest | SetDataRequest | CheckRequest;

export interface MultiRequest {
  readonly type: 'multi';
  readonly operations: readonly MultiOperation[];
}

export interface CreateSessionRequest {
  readonly type: 'createSession';
  readonly timeoutMs: number;
}

export interface CloseSessionRequest {
  readonly type: 'closeSession';
}

/** Changes of the ensemble: not supported, answered as ZooKeeper answers where they are off. */
export interface ReconfigRequest {
  readonly type: 'reconfig';
}

export type WriteRequest =
  | Exclude<MultiOperation, CheckRequest>
  | DeleteContainerRequest
  | SetAclRequest
  | MultiRequest
  | CreateSessionRequest
  | CloseSessionRequest
  | ReconfigRequest;
