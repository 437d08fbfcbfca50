/** What prep looks at, and what it knows of the request besides its content. */
import type { Id } from '../acl/acl.js';
import type { AccessRules } from '../acl/permission.js';
import type { Owner, SessionTracker } from '../session/session-tracker.js';
import type { Store } from '../tree/store.js';
import type { Outstanding } from './outstanding.js';
import type { ErrorBody, TxnHeader } from './txn.js';
import type { Code } from '../error-code.js';

/** The leader's settings that decide what is allowed. */
export interface WriteRules extends AccessRules {
  /** Whether hard limits of quotas are obeyed. */
  readonly enforceQuota: boolean;
  /** Only what kind of refusal a reconfig meets. */
  readonly reconfigEnabled: boolean;
}

export interface View {
  /** As applied. */
  readonly store: Store;
  /** As it will be. */
  readonly outstanding: Outstanding;
  readonly sessions: SessionTracker;
  readonly rules: WriteRules;
}

/** Everything nondeterministic comes in here. */
export interface Context {
  /** `zxid` is new, and the next one in the leader's order. */
  readonly header: TxnHeader;
  /** What the client had proved when its request arrived. */
  readonly ids: readonly Id[];
  /** Whose connection the request came in by. */
  readonly owner: Owner;
  /** A clock that only goes forward, for expiry. */
  readonly elapsed: number;
}

export function failed(code: Code): ErrorBody {
  return { type: 'error', code };
}
