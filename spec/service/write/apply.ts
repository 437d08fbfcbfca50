/**
 * Apply: what a committed transaction does to a server (`DataTree.processTxn`). Total and deterministic: on every server the
 * same store and the same answer, whatever the transaction.
 */
import { Code } from '../error-code.js';
import { compareZxids } from '../../model/zxid.js';
import { sameDigest } from '../tree/digest.js';
import { statOf } from '../tree/node.js';
import { countTowardsQuota, recount } from '../tree/quota.js';
import { statsPathOf } from '../tree/quota-path.js';
import { createNode, deleteNode, setAcl, setData } from './change-tree.js';
import type {
  AnyCreateBody,
  CloseSessionBody,
  DeleteBody,
  MultiBody,
  SetDataBody,
  SubBody,
  Txn,
  TxnBody,
  TxnHeader,
} from './txn.js';
import type { AclList } from '../acl/acl.js';
import type { Stat } from '../tree/node.js';
import type { Store } from '../tree/store.js';

/** A change that watches are about, with the lists that say who may hear of it. */
export type Change =
  | { readonly kind: 'created' | 'deleted'; readonly path: string; readonly acl: AclList; readonly parentAcl: AclList }
  | { readonly kind: 'dataChanged'; readonly path: string; readonly acl: AclList };

/** What the client that asked is told; for a multi, of each operation. */
export interface Result {
  /** Of an operation in a multi that failed: `error`. */
  readonly type: TxnBody['type'];
  readonly code: number;
  readonly path?: string;
  readonly stat?: Stat;
  readonly results?: readonly Result[];
}

export interface Applied {
  readonly result: Result;
  /** In the order in which they happened. */
  readonly changes: readonly Change[];
}

export function apply(store: Store, txn: Txn): Applied {
  const changes: Change[] = [];
  const result = applyBody(store, txn, txn.body, changes);
  // Last, and once for a whole multi: a snapshot that bears this zxid has all of it (ZOOKEEPER-3127).
  if (compareZxids(txn.zxid, store.lastZxid) > 0) store.advance(txn.zxid);
  return { result, changes };
}

/** Whether the tree is what the leader foresaw. Only meaningful right after `apply`, and not while replaying over a snapshot. */
export function agreesWithLeader(store: Store, txn: Txn): boolean {
  return !store.digests || txn.digest === null || sameDigest(store.treeDigest, txn.digest);
}

function applyBody(store: Store, header: TxnHeader, body: TxnBody, changes: Change[]): Result {
  switch (body.type) {
    case 'setACL': {
      const done = setAcl(store, body);
      if (!done.ok) return { type: body.type, code: done.code, path: body.path };
      return { type: body.type, code: Code.OK, path: body.path, stat: statOf(done.node, store.extendedTypes) };
    }
    case 'multi':
      return applyMulti(store, header, body, changes);
    case 'createSession':
      store.putSession(header.session, body.timeoutMs);
      return { type: body.type, code: Code.OK };
    case 'closeSession':
      return applyClose(store, header, body, changes);
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
    case 'delete':
    case 'deleteContainer':
    case 'setData':
    case 'reconfig':
    case 'check':
    case 'error':
      return applySub(store, header, body, changes);
  }
}

function applySub(store: Store, header: TxnHeader, body: SubBody, changes: Change[]): Result {
  switch (body.type) {
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
      return applyCreate(store, header, body, changes);
    case 'delete':
    case 'deleteContainer':
      return { type: body.type, code: applyDelete(store, header, body, changes), path: body.path };
    case 'setData':
    case 'reconfig':
      return applySetData(store, header, body, changes);
    case 'check':
      return { type: body.type, code: Code.OK, path: body.path };
    case 'error':
      return { type: body.type, code: body.code };
  }
}

function applyCreate(store: Store, header: TxnHeader, body: AnyCreateBody, changes: Change[]): Result {
  const { type, path } = body;
  const done = createNode(store, header, body);
  if (!done.ok) return { type, code: done.code, path };
  const counted = statsPathOf(path);
  if (counted !== undefined) recount(store, counted);
  countTowardsQuota(store, path, { count: 1, bytes: body.data?.length ?? 0 });
  changes.push({ kind: 'created', path, acl: done.node.acl, parentAcl: done.parent.acl });
  return type === 'create'
    ? { type, code: Code.OK, path }
    : { type, code: Code.OK, path, stat: statOf(done.node, store.extendedTypes) };
}

function applyDelete(store: Store, header: TxnHeader, { path }: Pick<DeleteBody, 'path'>, changes: Change[]): Code {
  const done = deleteNode(store, header, { path });
  if (!done.ok) return done.code;
  countTowardsQuota(store, path, { count: -1, bytes: -(done.node.data?.length ?? 0) });
  changes.push({ kind: 'deleted', path, acl: done.node.acl, parentAcl: done.parent.acl });
  return Code.OK;
}

function applySetData(store: Store, header: TxnHeader, body: SetDataBody, changes: Change[]): Result {
  const { type, path } = body;
  const done = setData(store, header, body);
  if (!done.ok) return { type, code: done.code, path };
  countTowardsQuota(store, path, { count: 0, bytes: (body.data?.length ?? 0) - (done.before.data?.length ?? 0) });
  changes.push({ kind: 'dataChanged', path, acl: done.before.acl });
  return { type, code: Code.OK, path, stat: statOf(done.node, store.extendedTypes) };
}

/** One error among them, and all are errors: 0 before it, their own or −2 from it on. The first that is not 0 is the multi's. */
function applyMulti(store: Store, header: TxnHeader, { bodies }: MultiBody, changes: Change[]): Result {
  const broken = bodies.findIndex((body) => body.type === 'error');
  const results = bodies.map((body, index): Result => {
    if (broken < 0 || body.type === 'error') return applySub(store, header, body, changes);
    return { type: 'error', code: index < broken ? Code.OK : Code.RUNTIMEINCONSISTENCY };
  });
  return { type: 'multi', code: results.find(({ code }) => code !== Code.OK)?.code ?? Code.OK, results };
}

/** First the nodes that the leader listed, then whatever else this server still finds of that session. */
function applyClose(store: Store, header: TxnHeader, { paths }: CloseSessionBody, changes: Change[]): Result {
  store.removeSession(header.session);
  for (const path of paths ?? []) applyDelete(store, header, { path }, changes);
  for (const path of [...store.ephemeralsOf(header.session)]) applyDelete(store, header, { path }, changes);
  return { type: 'closeSession', code: Code.OK };
}
