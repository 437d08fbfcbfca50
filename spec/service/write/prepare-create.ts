/** Prep of the four creates (`PrepRequestProcessor.pRequest2TxnCreate`). The order of the checks is part of the protocol. */
import { Perm } from '../acl/acl.js';
import { fixedUpAcl } from '../acl/fixup-acl.js';
import { isAllowed } from '../acl/permission.js';
import { Code } from '../error-code.js';
import { isValidTtl, ownerKind } from '../tree/owner.js';
import { hasParent, isValidPath, parentOf } from '../tree/path.js';
import { exceedsQuota } from '../tree/quota.js';
import { createModeOf, sequenceSuffix } from './create-mode.js';
import { failed } from './view.js';
import type { CreateMode } from './create-mode.js';
import type { CreateRequest, CreateTtlRequest } from './request.js';
import type { AnyCreateBody, ErrorBody } from './txn.js';
import type { AclList } from '../acl/acl.js';
import type { Context, View } from './view.js';

type AnyCreate = CreateRequest | CreateTtlRequest;

export function prepareCreate(view: View, request: AnyCreate, context: Context): AnyCreateBody | ErrorBody {
  const mode = createModeOf(request.flags);
  if (mode === undefined) return failed(Code.BADARGUMENTS);
  const wrongMode = refusedMode(view, request, mode);
  if (wrongMode !== undefined) return failed(wrongMode);
  const session = view.sessions.check(context.header.session, context.owner);
  if (session !== Code.OK) return failed(session);
  if (!hasParent(request.path)) return failed(Code.BADARGUMENTS);
  const acl = fixedUpAcl(request.acl, context.ids, view.rules.schemes);
  if (acl === undefined) return failed(Code.INVALIDACL);

  const parent = view.outstanding.get(parentOf(request.path));
  if (parent === undefined) return failed(Code.NONODE);
  if (!isAllowed(view.rules, parent.acl, Perm.CREATE, context.ids)) return failed(Code.NOAUTH);
  const path = mode.sequential ? request.path + sequenceSuffix(parent.cversion) : request.path;
  if (!isValidPath(path)) return failed(Code.BADARGUMENTS);
  if (view.outstanding.get(path) !== undefined) return failed(Code.NODEEXISTS);
  const parentKind = ownerKind(parent.owner, view.store.extendedTypes);
  if (parentKind === 'ephemeral') return failed(Code.NOCHILDRENFOREPHEMERALS);
  const growth = { count: 1, bytes: request.data?.length ?? 0 };
  if (view.rules.enforceQuota && exceedsQuota(view.store, path, growth)) return failed(Code.QUOTAEXCEEDED);
  return bodyOf(request, mode, { path, acl, parentCversion: (parent.cversion + 1) | 0 });
}

/**
 * A life time is for `createTTL` with the flags that say so, and only there. Java lets `createTTL` with other flags through and
 * stops when it applies it; here that is one more bad argument.
 */
function refusedMode(view: View, request: AnyCreate, mode: CreateMode): Code | undefined {
  if (mode.ttl && !view.store.extendedTypes) return Code.UNIMPLEMENTED;
  if (mode.ttl !== (request.type === 'createTTL')) return Code.BADARGUMENTS;
  return request.type === 'createTTL' && !isValidTtl(request.ttl) ? Code.BADARGUMENTS : undefined;
}

interface Settled {
  readonly path: string;
  readonly acl: AclList;
  readonly parentCversion: number;
}

function bodyOf(request: AnyCreate, mode: CreateMode, { path, acl, parentCversion }: Settled): AnyCreateBody {
  const { data } = request;
  switch (request.type) {
    case 'create':
    case 'create2':
      return { type: request.type, path, data, acl, ephemeral: mode.ephemeral, parentCversion };
    case 'createContainer':
      return { type: 'createContainer', path, data, acl, parentCversion };
    case 'createTTL':
      return { type: 'createTTL', path, data, acl, parentCversion, ttl: request.ttl };
  }
}
