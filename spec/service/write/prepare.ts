/**
 * Prep: the leader turns a request into the transaction that every server will apply, or into the error that they will all log.
 * It looks at the tree as it will be when all it prepared before is applied, and notes there what this one will change.
 *
 * Every request takes the zxid it is given, also when it fails: nothing may depend on a zxid that never comes.
 */
import { Code } from '../error-code.js';
import { createNode, deleteNode, setAcl, setData } from './change-tree.js';
import { prepareCheck, prepareSetAcl, prepareSetData } from './prepare-change.js';
import { prepareCreate } from './prepare-create.js';
import { prepareDelete, prepareDeleteContainer } from './prepare-delete.js';
import { failed } from './view.js';
import type { MultiOperation, MultiRequest, WriteRequest } from './request.js';
import type { CloseSessionBody, ErrorBody, MultiBody, SubBody, Txn, TxnBody, TxnHeader } from './txn.js';
import type { Context, View } from './view.js';

export function prepare(view: View, request: WriteRequest, context: Context): Txn {
  view.outstanding.begin(context.header.zxid);
  const body = request.type === 'multi' ? prepareMulti(view, request, context) : prepareOne(view, request, context);
  const digest = view.store.digests && body.type !== 'error' ? view.outstanding.treeDigest : null;
  const { session, cxid, zxid, time } = context.header;
  return { session, cxid, zxid, time, body, digest };
}

/** For a request that could not even be read: it still takes its zxid, or all writes behind it would wait for ever. */
export function refuse(header: TxnHeader, code: Code): Txn {
  const { session, cxid, zxid, time } = header;
  return { session, cxid, zxid, time, body: failed(code), digest: null };
}

/** The body, and its effect noted. */
function prepareOne(view: View, request: Exclude<WriteRequest, MultiRequest>, context: Context): TxnBody {
  switch (request.type) {
    case 'deleteContainer':
      return foreseen(view, prepareDeleteContainer(view, request), context);
    case 'setACL':
      return foreseen(view, prepareSetAcl(view, request, context), context);
    case 'createSession':
      view.sessions.track(context.header.session, request.timeoutMs, context.elapsed);
      view.sessions.setOwner(context.header.session, context.owner);
      return { type: 'createSession', timeoutMs: request.timeoutMs };
    case 'closeSession':
      return prepareClose(view, context);
    case 'reconfig':
      return prepareReconfig(view, context);
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
    case 'delete':
    case 'setData':
      return prepareOperation(view, request, context);
  }
}

function prepareOperation(view: View, request: MultiOperation, context: Context): SubBody {
  switch (request.type) {
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
      return foreseen(view, prepareCreate(view, request, context), context);
    case 'delete':
      return foreseen(view, prepareDelete(view, request, context), context);
    case 'setData':
      return foreseen(view, prepareSetData(view, request, context), context);
    case 'check':
      return prepareCheck(view, request, context);
  }
}

/** Later operations see earlier ones. From the first that fails on, all are errors, and what was foreseen is taken back. */
function prepareMulti(view: View, { operations }: MultiRequest, context: Context): MultiBody {
  const bodies: SubBody[] = [];
  let broken = false;
  for (const operation of operations) {
    const body = broken ? failed(Code.RUNTIMEINCONSISTENCY) : prepareOperation(view, operation, context);
    if (body.type === 'error' && !broken) {
      view.outstanding.rollback();
      broken = true;
    }
    bodies.push(body);
  }
  return { type: 'multi', bodies };
}

/** No check of the owner: a session that expired is closed by nobody's connection. */
function prepareClose(view: View, { header }: Context): CloseSessionBody {
  const paths = view.outstanding.ephemeralsOf(header.session);
  for (const path of paths) deleteNode(view.outstanding, header, { path });
  view.sessions.setClosing(header.session);
  return { type: 'closeSession', paths };
}

function prepareReconfig(view: View, context: Context): ErrorBody {
  if (!view.rules.reconfigEnabled) return failed(Code.RECONFIGDISABLED);
  const session = view.sessions.check(context.header.session, context.owner);
  return failed(session === Code.OK ? Code.UNIMPLEMENTED : session);
}

function foreseen<T extends TxnBody>(view: View, body: T, { header }: Context): T {
  switch (body.type) {
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
      createNode(view.outstanding, header, body);
      break;
    case 'delete':
    case 'deleteContainer':
      deleteNode(view.outstanding, header, body);
      break;
    case 'setData':
    case 'reconfig':
      setData(view.outstanding, header, body);
      break;
    case 'setACL':
      setAcl(view.outstanding, body);
      break;
    case 'check':
    case 'error':
    case 'multi':
    case 'createSession':
    case 'closeSession':
      break;
  }
  return body;
}
