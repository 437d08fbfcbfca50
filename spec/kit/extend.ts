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
  const actions = base.actions.filter((action) => !dropped.includes(action.id)).map((action) => replaced.get(action.id) ?? action);
  return { id: extension.id, actions: [...actions, ...(extension.add ?? [])], otherwise: base.otherwise, hidden: base.hidden };
}
