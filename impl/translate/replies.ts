/**
 * What a client is told, from the service to the wire (`FinalRequestProcessor`): of a write what its transaction came to when it was
 * applied, of a read what was found. Nothing but its number is told of an error, except in a multi, which succeeds in telling errors.
 */
import assert from 'node:assert/strict';
import type { Response } from '#impl/wire/client-protocol.js';
import type { MultiReadResult, MultiResult } from '#impl/wire/multi.js';
import { Code } from '#spec/service/error-code.js';
import type { ReadResult } from '#spec/service/read/serve.js';
import type { Result } from '#spec/service/write/apply.js';
import type { Txn, TxnBody } from '#spec/service/write/txn.js';
import { aclToWire } from './fields.js';

/** For `writeReply`. */
export interface Reply {
  readonly err: number;
  /** Null where `err` is not 0, and of a createSession, which is answered by the handshake. */
  readonly response: Response | null;
}

/** The session is used elsewhere: whoever still asks here is disconnected and told nothing, for he could not tell what it means (ZOOKEEPER-710). */
export function isNotSent({ err }: Reply): boolean {
  return err === Code.SESSIONMOVED;
}

function failure(err: number): Reply {
  return { err, response: null };
}

function success(response: Response | null): Reply {
  return { err: Code.OK, response };
}

/** `result`: what `apply` answered for the transaction. */
export function replyToWrite({ body }: Txn, result: Result): Reply {
  if (result.type === 'multi') return replyToMulti(result.results ?? []);
  return result.code === Code.OK ? success(responseOf(body, result)) : failure(result.code);
}

function responseOf(body: TxnBody, result: Result): Response | null {
  switch (result.type) {
    case 'create':
      return { op: result.type, body: { path: given(result.path) } };
    case 'create2':
    case 'createContainer':
    case 'createTTL':
      return { op: result.type, body: { path: given(result.path), stat: given(result.stat) } };
    case 'setData':
    case 'setACL':
      return { op: result.type, body: { stat: given(result.stat) } };
    case 'reconfig':
      // Only an Apache leader makes these; its answer is the new configuration.
      return { op: 'reconfig', body: { data: body.type === 'reconfig' ? body.data : null, stat: given(result.stat) } };
    case 'delete':
    case 'deleteContainer':
    case 'closeSession':
      return { op: result.type, body: {} };
    case 'multi':
    case 'check':
    case 'error':
    case 'createSession':
      return null;
  }
}

/** One that is not of this session any more makes the whole an error, as a single write is. */
function replyToMulti(results: readonly Result[]): Reply {
  if (results.some(({ code }) => code === Code.SESSIONMOVED)) return failure(Code.SESSIONMOVED);
  return success({ op: 'multi', body: results.map(multiResultOf) });
}

/** Every create but the plain one is told as a `create2`. */
function multiResultOf(result: Result): MultiResult {
  if (result.code !== Code.OK) return { op: 'error', body: { err: result.code } };
  switch (result.type) {
    case 'create':
      return { op: 'create', body: { path: given(result.path) } };
    case 'create2':
    case 'createContainer':
    case 'createTTL':
      return { op: 'create2', body: { path: given(result.path), stat: given(result.stat) } };
    case 'setData':
      return { op: 'setData', body: { stat: given(result.stat) } };
    case 'delete':
    case 'check':
      return { op: result.type, body: {} };
    // In front of the one that failed: not done, no fault of its own.
    case 'error':
      return { op: 'error', body: { err: Code.OK } };
    case 'deleteContainer':
    case 'reconfig':
    case 'setACL':
    case 'multi':
    case 'createSession':
    case 'closeSession':
      return assert.fail(`${result.type} in a multi`);
  }
}

/** `deliveries` of a `setWatches` are sent by the caller, in front of this. */
export function replyToRead<W>(result: ReadResult<W>): Reply {
  return result.type === 'error' ? failure(result.code) : success(readResponseOf(result));
}

function readResponseOf<W>(result: Exclude<ReadResult<W>, { readonly type: 'error' }>): Response {
  switch (result.type) {
    case 'exists':
      return { op: 'exists', body: { stat: result.stat } };
    case 'getData':
      return { op: 'getData', body: { data: result.data, stat: result.stat } };
    case 'getChildren':
      return { op: 'getChildren', body: { children: result.children } };
    case 'getChildren2':
      return { op: 'getChildren2', body: { children: result.children, stat: result.stat } };
    case 'getACL':
      return { op: 'getACL', body: { acl: aclToWire(result.acl), stat: result.stat } };
    case 'getAllChildrenNumber':
      return { op: 'getAllChildrenNumber', body: { totalNumber: result.count } };
    case 'getEphemerals':
      return { op: 'getEphemerals', body: { ephemerals: result.paths } };
    case 'multiRead':
      return { op: 'multiRead', body: result.results.map(multiReadResultOf) };
    case 'whoAmI':
      return { op: 'whoAmI', body: { clientInfo: result.infos } };
    case 'sync':
      return { op: 'sync', body: { path: result.path } };
    case 'addWatch':
      return { op: 'addWatch', body: { err: Code.OK } };
    // The two `setWatches` answer alike, with nothing.
    case 'setWatches':
    case 'checkWatches':
    case 'removeWatches':
      return { op: result.type, body: {} };
  }
}

function multiReadResultOf<W>(result: ReadResult<W>): MultiReadResult {
  if (result.type === 'getData') return { op: 'getData', body: { data: result.data, stat: result.stat } };
  if (result.type === 'getChildren') return { op: 'getChildren', body: { children: result.children } };
  assert(result.type === 'error', `${result.type} in a multiRead`);
  return { op: 'error', body: { err: result.code } };
}

/** What `apply` always answers of an operation of that type. */
function given<T>(value: T | undefined): T {
  assert(value !== undefined, 'a result is complete');
  return value;
}
