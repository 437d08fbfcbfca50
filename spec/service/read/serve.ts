/** Every request that changes no tree: what it answers, and the watch it leaves. */
import { whoAmI } from '../acl/auth-scheme.js';
import { Code } from '../error-code.js';
import { keyOf } from '../tree/path.js';
import { setWatches } from '../watch/set-watches.js';
import { addWatch, checkWatches, removeWatches } from '../watch/watches.js';
import { exists, getAcl, getAllChildrenNumber, getChildren, getData, getEphemerals } from './read.js';
import type { AclAnswer, Answer, ChildrenAnswer, DataAnswer, Reader } from './read.js';
import type { ClientInfo } from '../acl/auth-scheme.js';
import type { Stat } from '../tree/node.js';
import type { SessionId } from '../tree/owner.js';
import type { Delivery } from '../watch/event.js';
import type { WatchesToSet } from '../watch/set-watches.js';
import type { Watches } from '../watch/watches.js';

/** A part of a multiRead; its watch flags are ignored. */
export interface ReadOperation {
  readonly type: 'getData' | 'getChildren';
  readonly path: string;
}

export type ReadRequest =
  | { readonly type: 'exists' | 'getData' | 'getChildren' | 'getChildren2'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'getACL' | 'getAllChildrenNumber' | 'sync'; readonly path: string }
  | { readonly type: 'getEphemerals'; readonly prefix: string | null }
  | { readonly type: 'multiRead'; readonly operations: readonly ReadOperation[] }
  | { readonly type: 'addWatch'; readonly path: string; readonly mode: number }
  | { readonly type: 'checkWatches' | 'removeWatches'; readonly path: string; readonly watchType: number }
  | { readonly type: 'setWatches'; readonly wanted: WatchesToSet }
  | { readonly type: 'whoAmI' };

export type ReadResult<W> =
  | { readonly type: 'error'; readonly code: Code }
  | { readonly type: 'exists'; readonly stat: Stat }
  | ({ readonly type: 'getData' } & DataAnswer)
  | ({ readonly type: 'getChildren' | 'getChildren2' } & ChildrenAnswer)
  | ({ readonly type: 'getACL' } & AclAnswer)
  | { readonly type: 'getAllChildrenNumber'; readonly count: number }
  | { readonly type: 'getEphemerals'; readonly paths: readonly string[] }
  | { readonly type: 'multiRead'; readonly results: readonly ReadResult<W>[] }
  /** `deliveries` go out before the reply. */
  | { readonly type: 'setWatches'; readonly deliveries: readonly Delivery<W>[] }
  | { readonly type: 'whoAmI'; readonly infos: readonly ClientInfo[] }
  | { readonly type: 'sync'; readonly path: string }
  | { readonly type: 'addWatch' | 'checkWatches' | 'removeWatches' };

export interface Caller<W> extends Reader {
  readonly session: SessionId;
  readonly watches: Watches<W>;
  /** The caller's connection; one that is closed already must not come here, or its watches stay for ever. */
  readonly watcher: W;
}

export function serve<W>(caller: Caller<W>, request: ReadRequest): ReadResult<W> {
  const { watches, watcher } = caller;
  switch (request.type) {
    case 'exists':
    case 'getData':
    case 'getChildren':
    case 'getChildren2':
      return serveWatched(caller, request.type, request.path, request.watch);
    case 'getACL':
      return replied(getAcl(caller, request.path), (value) => ({ type: 'getACL', ...value }));
    case 'getAllChildrenNumber':
      return replied(getAllChildrenNumber(caller, request.path), (count) => ({ type: 'getAllChildrenNumber', count }));
    case 'getEphemerals':
      return { type: 'getEphemerals', paths: getEphemerals(caller.store, caller.session, request.prefix) };
    case 'multiRead':
      return { type: 'multiRead', results: request.operations.map(({ type, path }) => serveWatched(caller, type, path, false)) };
    case 'addWatch':
      return coded(request.type, addWatch(watches, watcher, request.path, request.mode));
    case 'checkWatches':
      return coded(request.type, checkWatches(watches, watcher, request.path, request.watchType));
    case 'removeWatches':
      return coded(request.type, removeWatches(watches, watcher, request.path, request.watchType));
    case 'setWatches':
      return { type: 'setWatches', deliveries: setWatches(caller.store, watches, watcher, request.wanted) };
    case 'whoAmI':
      return { type: 'whoAmI', infos: whoAmI(caller.ids, caller.rules.schemes) };
    case 'sync':
      // It was answered by the leader before it comes here; the path says nothing and need not exist.
      return { type: 'sync', path: request.path };
  }
}

function serveWatched<W>(
  caller: Caller<W>,
  type: 'exists' | 'getData' | 'getChildren' | 'getChildren2',
  path: string,
  watch: boolean,
): ReadResult<W> {
  const result = serveNode(caller, type, path);
  // A watch for a read that failed is not set, but for the one that waits for a node to come.
  const waits = type === 'exists' && result.type === 'error' && result.code === Code.NONODE;
  if (watch && (result.type !== 'error' || waits)) {
    const table = type === 'exists' || type === 'getData' ? caller.watches.data : caller.watches.children;
    table.add(keyOf(path), caller.watcher, 'standard');
  }
  return result;
}

function serveNode<W>(
  caller: Caller<W>,
  type: 'exists' | 'getData' | 'getChildren' | 'getChildren2',
  path: string,
): ReadResult<W> {
  switch (type) {
    case 'exists':
      return replied(exists(caller, path), (stat) => ({ type, stat }));
    case 'getData':
      return replied(getData(caller, path), (value) => ({ type, ...value }));
    case 'getChildren':
    case 'getChildren2':
      return replied(getChildren(caller, path), (value) => ({ type, ...value }));
  }
}

function replied<T, W>(answer: Answer<T>, reply: (value: T) => ReadResult<W>): ReadResult<W> {
  return answer.ok ? reply(answer.value) : { type: 'error', code: answer.code };
}

function coded<W>(type: 'addWatch' | 'checkWatches' | 'removeWatches', code: Code): ReadResult<W> {
  return code === Code.OK ? { type } : { type: 'error', code };
}
