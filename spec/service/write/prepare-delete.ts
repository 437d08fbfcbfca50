/** Prep of deletes: a client's, and the leader's own of containers and nodes with a life time. */
import { Perm } from '../acl/acl.js';
import { isAllowed } from '../acl/permission.js';
import { Code } from '../error-code.js';
import { ownerKind } from '../tree/owner.js';
import { hasParent, isSpecialPath, parentOf } from '../tree/path.js';
import { failed } from './view.js';
import type { DeleteContainerRequest, DeleteRequest } from './request.js';
import type { DeleteBody, ErrorBody } from './txn.js';
import type { Context, View } from './view.js';

/** The right to delete is the parent's to give, and it is asked before the node is looked for. */
export function prepareDelete(view: View, { path, version }: DeleteRequest, context: Context): DeleteBody | ErrorBody {
  const session = view.sessions.check(context.header.session, context.owner);
  if (session !== Code.OK) return failed(session);
  if (!hasParent(path) || isSpecialPath(path)) return failed(Code.BADARGUMENTS);
  const parent = view.outstanding.get(parentOf(path));
  if (parent === undefined) return failed(Code.NONODE);
  if (!isAllowed(view.rules, parent.acl, Perm.DELETE, context.ids)) return failed(Code.NOAUTH);
  const node = view.outstanding.get(path);
  if (node === undefined) return failed(Code.NONODE);
  if (version !== -1 && version !== node.version) return failed(Code.BADVERSION);
  if (node.numChildren > 0) return failed(Code.NOTEMPTY);
  return { type: 'delete', path };
}

/**
 * No session, no rights: the leader asks. Whatever happened since it picked the candidate is looked at again. Stricter than Java in
 * one thing, which there lets it delete a plain node too.
 */
export function prepareDeleteContainer(view: View, { path }: DeleteContainerRequest): DeleteBody | ErrorBody {
  if (!hasParent(path) || isSpecialPath(path)) return failed(Code.BADARGUMENTS);
  const node = view.outstanding.get(path);
  if (node === undefined) return failed(Code.NONODE);
  if (node.numChildren > 0) return failed(Code.NOTEMPTY);
  const kind = ownerKind(node.owner, view.store.extendedTypes);
  if (kind === 'ephemeral' || kind === 'persistent') return failed(Code.BADVERSION);
  return { type: 'deleteContainer', path };
}
