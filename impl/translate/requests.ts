/** What a client asks, from the wire to the service: a write for the leader's prep, a read for this server's store, or neither. */
import type { Operation, RequestBody } from '#impl/wire/client-protocol.js';
import type { MultiOperation as WireMultiOperation } from '#impl/wire/multi.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { ReadRequest } from '#spec/service/read/serve.js';
import type { WatchesToSet } from '#spec/service/watch/set-watches.js';
import type {
  CreateRequest,
  CreateTtlRequest,
  MultiOperation,
  SetDataRequest,
  WriteRequest,
} from '#spec/service/write/request.js';
import { aclFromWire, ownData } from './fields.js';

/** Operations about the connection and not the tree: it answers them itself. */
export type ConnectionOperation = Extract<Operation, { readonly op: 'ping' | 'auth' | 'sasl' }>;

export type Request =
  | { readonly kind: 'write'; readonly request: WriteRequest }
  /** `sync` is one of them: it is served when the leader has answered it. */
  | { readonly kind: 'read'; readonly request: ReadRequest }
  | { readonly kind: 'connection'; readonly operation: ConnectionOperation };

/** The request's data are its own: what prep makes of it may go into the tree as it is. */
export function requestOf(operation: Operation): Request {
  switch (operation.op) {
    case 'ping':
    case 'auth':
    case 'sasl':
      return { kind: 'connection', operation };
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
    case 'delete':
    case 'deleteContainer':
    case 'setData':
    case 'setACL':
    case 'multi':
    case 'reconfig':
    case 'createSession':
    case 'closeSession':
      return { kind: 'write', request: writeOf(operation) };
    case 'exists':
    case 'getData':
    case 'getChildren':
    case 'getChildren2':
    case 'getACL':
    case 'getAllChildrenNumber':
    case 'sync':
    case 'getEphemerals':
    case 'multiRead':
    case 'addWatch':
    case 'checkWatches':
    case 'removeWatches':
    case 'setWatches':
    case 'setWatches2':
    case 'whoAmI':
      return { kind: 'read', request: readOf(operation) };
  }
}

type Wire<T extends WriteRequest['type']> = Extract<Operation, { readonly op: T }>;

function writeOf(operation: Wire<WriteRequest['type']>): WriteRequest {
  switch (operation.op) {
    case 'create':
    case 'create2':
    case 'createContainer':
      return createOf(operation);
    case 'createTTL':
      return createTtlOf(operation.body);
    case 'delete':
      return { type: 'delete', path: operation.body.path, version: operation.body.version };
    case 'deleteContainer':
      return { type: 'deleteContainer', path: operation.body.path };
    case 'setData':
      return setDataOf(operation.body);
    case 'setACL': {
      const { path, acl, version } = operation.body;
      return { type: 'setACL', path, acl: aclFromWire(acl), version };
    }
    case 'multi':
      return { type: 'multi', operations: operation.body.map(partOf) };
    case 'createSession':
      return { type: 'createSession', timeoutMs: operation.body.timeOut };
    case 'reconfig':
    case 'closeSession':
      return { type: operation.op };
  }
}

function partOf(operation: WireMultiOperation): MultiOperation {
  switch (operation.op) {
    case 'create':
    case 'create2':
    case 'createContainer':
      return createOf(operation);
    case 'createTTL':
      return createTtlOf(operation.body);
    case 'setData':
      return setDataOf(operation.body);
    case 'delete':
    case 'check':
      return { type: operation.op, path: operation.body.path, version: operation.body.version };
  }
}

function createOf({ op, body: { path, data, acl, flags } }: Wire<CreateRequest['type']>): CreateRequest {
  return { type: op, path, data: ownData(data), acl: aclFromWire(acl), flags };
}

/** A life time beyond a number's 53 bits loses its last bits and none of its size: prep refuses it as the far too long one it is. */
function createTtlOf({ path, data, acl, flags, ttl }: RequestBody<'createTTL'>): CreateTtlRequest {
  return { type: 'createTTL', path, data: ownData(data), acl: aclFromWire(acl), flags, ttl: Number(ttl) };
}

function setDataOf({ path, data, version }: RequestBody<'setData'>): SetDataRequest {
  return { type: 'setData', path, data: ownData(data), version };
}

type WireRead = Exclude<Operation, ConnectionOperation | Wire<WriteRequest['type']>>;

function readOf(operation: WireRead): ReadRequest {
  switch (operation.op) {
    case 'exists':
    case 'getData':
    case 'getChildren':
    case 'getChildren2':
      return { type: operation.op, path: operation.body.path, watch: operation.body.watch };
    case 'getACL':
    case 'getAllChildrenNumber':
    case 'sync':
      return { type: operation.op, path: operation.body.path };
    case 'getEphemerals':
      return { type: 'getEphemerals', prefix: operation.body.prefixPath };
    case 'multiRead':
      return { type: 'multiRead', operations: operation.body.map(({ op, body: { path } }) => ({ type: op, path })) };
    case 'addWatch':
      return { type: 'addWatch', path: operation.body.path, mode: operation.body.mode };
    case 'checkWatches':
    case 'removeWatches':
      return { type: operation.op, path: operation.body.path, watchType: operation.body.type };
    case 'setWatches':
      return { type: 'setWatches', wanted: { ...watchesOf(operation.body), persistent: [], recursive: [] } };
    case 'setWatches2': {
      const { persistentWatches: persistent, persistentRecursiveWatches: recursive } = operation.body;
      return { type: 'setWatches', wanted: { ...watchesOf(operation.body), persistent, recursive } };
    }
    case 'whoAmI':
      return { type: 'whoAmI' };
  }
}

function watchesOf(body: RequestBody<'setWatches'>): Omit<WatchesToSet, 'persistent' | 'recursive'> {
  const { relativeZxid, dataWatches: data, existWatches: exist, childWatches: children } = body;
  return { relativeZxid: signed(relativeZxid), data, exist, children };
}

/** As Java compares it, a signed 64-bit number: -1, of a client that has seen nothing, is before every zxid. */
function signed({ epoch, counter }: Zxid): Zxid {
  return { epoch: epoch | 0, counter };
}
