/** Prep of what changes or checks one node that is there. Versions come last: a caller without rights learns none. */
import { Perm } from '../acl/acl.js';
import { fixedUpAcl } from '../acl/fixup-acl.js';
import { isAllowed } from '../acl/permission.js';
import { Code } from '../error-code.js';
import { nextVersion } from '../tree/node.js';
import { isValidPath } from '../tree/path.js';
import { exceedsQuota } from '../tree/quota.js';
import { failed } from './view.js';
import type { CheckRequest, SetAclRequest, SetDataRequest } from './request.js';
import type { CheckBody, ErrorBody, SetAclBody, SetDataBody } from './txn.js';
import type { Context, View } from './view.js';

export function prepareSetData(view: View, request: SetDataRequest, context: Context): SetDataBody | ErrorBody {
  const { path, data, version } = request;
  const session = view.sessions.check(context.header.session, context.owner);
  if (session !== Code.OK) return failed(session);
  if (!isValidPath(path)) return failed(Code.BADARGUMENTS);
  const node = view.outstanding.get(path);
  if (node === undefined) return failed(Code.NONODE);
  if (!isAllowed(view.rules, node.acl, Perm.WRITE, context.ids)) return failed(Code.NOAUTH);
  const growth = { count: 0, bytes: (data?.length ?? 0) - (node.data?.length ?? 0) };
  if (view.rules.enforceQuota && exceedsQuota(view.store, path, growth)) return failed(Code.QUOTAEXCEEDED);
  if (version !== -1 && version !== node.version) return failed(Code.BADVERSION);
  return { type: 'setData', path, data, version: nextVersion(node.version) };
}

/** `version` is that of the list, not of the data. */
export function prepareSetAcl(view: View, request: SetAclRequest, context: Context): SetAclBody | ErrorBody {
  const { path, version } = request;
  const session = view.sessions.check(context.header.session, context.owner);
  if (session !== Code.OK) return failed(session);
  if (!isValidPath(path)) return failed(Code.BADARGUMENTS);
  const acl = fixedUpAcl(request.acl, context.ids, view.rules.schemes);
  if (acl === undefined) return failed(Code.INVALIDACL);
  const node = view.outstanding.get(path);
  if (node === undefined) return failed(Code.NONODE);
  if (!isAllowed(view.rules, node.acl, Perm.ADMIN, context.ids)) return failed(Code.NOAUTH);
  if (version !== -1 && version !== node.aversion) return failed(Code.BADVERSION);
  return { type: 'setACL', path, acl, version: nextVersion(node.aversion) };
}

export function prepareCheck(view: View, request: CheckRequest, context: Context): CheckBody | ErrorBody {
  const { path, version } = request;
  const session = view.sessions.check(context.header.session, context.owner);
  if (session !== Code.OK) return failed(session);
  if (!isValidPath(path)) return failed(Code.BADARGUMENTS);
  const node = view.outstanding.get(path);
  if (node === undefined) return failed(Code.NONODE);
  if (!isAllowed(view.rules, node.acl, Perm.READ, context.ids)) return failed(Code.NOAUTH);
  if (version !== -1 && version !== node.version) return failed(Code.BADVERSION);
  return { type: 'check', path, version: nextVersion(node.version) };
}
