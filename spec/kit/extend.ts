/** Variants of a protocol: the same list, with single actions replaced. How mutants and experiments are made. */
import type { Action } from './action.js';
import type { Protocol } from './protocol.js';

export interface Extension {
  readonly id: string;
  /** Actions to replace, by id. The replacement keeps the id, so that traces and coverage read the same. */
  readonly replace?: readonly Action[];
  readonly add?: readonly Action[];
  readonly drop?: readonly string[];
}

export function extend(base: Protocol, extension: Extension): Protocol {
  const replaced = new Map((extension.replace ?? []).map((action) => [action.id, action]));
  const dropped = extension.drop ?? [];
  const actions = base.actions
    .filter((action) => !dropped.includes(action.id))
    .map((action) => replaced.get(action.id) ?? action);
  return { id: extension.id, actions: [...actions, ...(extension.add ?? [])], otherwise: base.otherwise, hidden: base.hidden };
}

/** Ids that an extension replaces or drops although its base has no such action: a slip of the pen. */
export function unknownActions(base: Protocol, extension: Omit<Extension, 'id'>): readonly string[] {
  const known = base.actions.map((action) => action.id);
  const named = [...(extension.replace ?? []).map((action) => action.id), ...(extension.drop ?? [])];
  return named.filter((id) => !known.includes(id));
}
