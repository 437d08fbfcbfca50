/** A leader without a network: prepares and commits requests of named callers, with a zxid and a millisecond for each. */
import { createHash } from 'node:crypto';
import { OPEN_ACL } from '#spec/service/acl/acl.js';
import { standardSchemes } from '#spec/service/acl/auth-scheme.js';
import { SessionTracker } from '#spec/service/session/session-tracker.js';
import { MemoryStore } from '#spec/service/tree/memory-store.js';
import { plantFreshTree } from '#spec/service/tree/plant.js';
import { commit } from '#spec/service/write/commit.js';
import { Outstanding } from '#spec/service/write/outstanding.js';
import { prepare } from '#spec/service/write/prepare.js';
import { zxid } from '#spec/model/zxid.js';
import type { Id } from '#spec/service/acl/acl.js';
import type { Stat } from '#spec/service/tree/node.js';
import type { StoreOptions } from '#spec/service/tree/memory-store.js';
import type { Applied, Result } from '#spec/service/write/apply.js';
import type { CreateRequest, DeleteRequest, SetDataRequest, WriteRequest } from '#spec/service/write/request.js';
import type { Txn } from '#spec/service/write/txn.js';
import type { View, WriteRules } from '#spec/service/write/view.js';

export interface Caller {
  readonly session: bigint;
  readonly ids: readonly Id[];
  readonly owner: unknown;
}

export const SUPER: Id = { scheme: 'super', id: '' };
export const ALICE: Id = { scheme: 'digest', id: 'alice:hash' };
export const BOB: Id = { scheme: 'digest', id: 'bob:hash' };

export const RULES: WriteRules = { skipAcl: false, schemes: standardSchemes, enforceQuota: false, reconfigEnabled: false };

export function sha1(text: string): string {
  return createHash('sha1').update(text, 'utf8').digest('base64');
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function text(data: Uint8Array | null | undefined): string {
  return new TextDecoder().decode(data ?? new Uint8Array());
}

export function freshStore(options?: StoreOptions): MemoryStore {
  const store = new MemoryStore(options);
  plantFreshTree(store);
  return store;
}

export class Leader {
  readonly store: MemoryStore;
  readonly view: View;
  /** One zxid and one millisecond a request; the first is 1.1 at 1001. */
  private count = 0;

  constructor(options: StoreOptions & { readonly rules?: Partial<WriteRules> } = {}) {
    this.store = freshStore(options);
    const rules = { ...RULES, ...options.rules };
    this.view = { store: this.store, outstanding: new Outstanding(this.store), sessions: new SessionTracker(1000, [], 0), rules };
  }

  /** Opens a session. */
  caller(session: bigint, ...ids: Id[]): Caller {
    const caller = { session, ids, owner: `connection of ${session}` };
    this.write({ type: 'createSession', timeoutMs: 4000 }, caller);
    return caller;
  }

  prepare(request: WriteRequest, { session, ids, owner }: Caller): Txn {
    this.count += 1;
    const header = { session, cxid: this.count, zxid: zxid(1, this.count), time: 1000 + this.count };
    return prepare(this.view, request, { header, ids, owner, elapsed: this.count });
  }

  commit(txn: Txn): Applied {
    return commit(this.view, txn);
  }

  apply(request: WriteRequest, caller: Caller): Applied {
    return this.commit(this.prepare(request, caller));
  }

  write(request: WriteRequest, caller: Caller): Result {
    return this.apply(request, caller).result;
  }

  code(request: WriteRequest, caller: Caller): number {
    return this.write(request, caller).code;
  }
}

export function create(path: string, more: Partial<CreateRequest> = {}): CreateRequest {
  return { type: 'create', path, data: null, acl: OPEN_ACL, flags: 0, ...more };
}

export function remove(path: string, version = -1): DeleteRequest {
  return { type: 'delete', path, version };
}

export function setData(path: string, data: string | null, version = -1): SetDataRequest {
  return { type: 'setData', path, data: data === null ? null : bytes(data), version };
}

export function stat(result: Result): Stat {
  if (result.stat === undefined) throw new Error(`no stat in ${result.type} ${result.code}`);
  return result.stat;
}
