/**
 * A history seen as many small registers, one a path: whether there is a node, its version and its data. No zxid comes in: what is asked
 * is only whether the operations on one path can be put in an order that respects who waited for whom.
 */

/** Null: there is no node. `owner`: the session that it goes with, or null. */
export type RegisterState = { readonly version: number; readonly hash: string | null; readonly owner: string | null } | null;

export type RegisterInput =
  /** `expected` null: any version. */
  | { readonly kind: 'create'; readonly hash: string | null; readonly owner: string | null }
  | { readonly kind: 'set'; readonly hash: string | null; readonly expected: number | null }
  | { readonly kind: 'delete'; readonly expected: number | null }
  /** The session is over, and a node of it. */
  | { readonly kind: 'end'; readonly owner: string }
  /** Asks; the answer says what there is. `hash` undefined: it says nothing of the data. */
  | { readonly kind: 'read' }
  | { readonly kind: 'check'; readonly expected: number | null };

export type RegisterOutput =
  | { readonly kind: 'done' }
  | { readonly kind: 'exists' | 'none' | 'version' }
  /** Has children: it is there, in the version that was expected. */
  | { readonly kind: 'not-empty' }
  | { readonly kind: 'node'; readonly version: number; readonly hash: string | null | undefined };

export interface RegisterOperation {
  readonly input: RegisterInput;
  /** Null: nobody was told; it may have happened at any time behind `start`, or not at all. */
  readonly output: RegisterOutput | null;
  readonly start: number;
  /** Infinity where nobody was told. */
  readonly end: number;
  /** Index of the operation in the history. */
  readonly source: number;
}

/** The state behind it, or undefined: it cannot be the next. */
export function nextState(state: RegisterState, { input, output }: RegisterOperation): RegisterState | undefined {
  const happens = output === null || output.kind === 'done';
  switch (input.kind) {
    case 'create':
      if (happens) return state === null ? { version: 0, hash: input.hash, owner: input.owner } : undefined;
      return output.kind === 'exists' && state !== null ? state : undefined;
    case 'set':
      return ofVersion(state, input.expected, output, true, (node) => ({ ...node, version: node.version + 1, hash: input.hash }));
    case 'delete':
      return ofVersion(state, input.expected, output, false, () => null);
    case 'check':
      return ofVersion(state, input.expected, output, false, (node) => node);
    case 'end':
      if (!happens) return undefined;
      return state?.owner === input.owner ? null : state;
    case 'read':
      return isTold(state, output) ? state : undefined;
  }
}

function isTold(state: RegisterState, output: RegisterOutput | null): boolean {
  if (output === null) return true;
  if (output.kind === 'none') return state === null;
  if (output.kind !== 'node' || state === null) return false;
  return state.version === output.version && (output.hash === undefined || output.hash === state.hash);
}

function ofVersion(
  state: RegisterState,
  expected: number | null,
  output: RegisterOutput | null,
  tellsNode: boolean,
  next: (node: NonNullable<RegisterState>) => RegisterState,
): RegisterState | undefined {
  if (state === null) return output?.kind === 'none' ? null : undefined;
  const fits = expected === null || expected === state.version;
  if (output?.kind === 'version') return fits ? undefined : state;
  if (!fits) return undefined;
  const after = next(state);
  if (output?.kind === 'not-empty') return after === null ? state : undefined;
  if (output === null || output.kind === 'done') return after;
  // The reply to setData says what there is then.
  return tellsNode && output.kind === 'node' && isTold(after, output) ? after : undefined;
}
