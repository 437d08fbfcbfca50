/**
 * A protocol is a list of actions and, for inputs that none of them takes, an explicit otherwise. `decide` finds the one
 * action that is enabled: the checker and the server both call it.
 */
import type { Action, Env, Step } from './action.js';
import type { Input, InputType } from '../model/messages.js';
import type { Durable, Local, Role } from '../model/state.js';

/**
 * What becomes of an input that no action takes in this role.
 *
 * - `drop`: normal; it is consumed without effect
 * - `leave`: it is no input now (an event that cannot happen)
 * - `unreachable`: it must not happen; a property names the violation, a server closes the connection
 */
export type Otherwise = 'drop' | 'leave' | 'unreachable';

export interface Protocol {
  readonly id: string;
  readonly actions: readonly Action[];
  readonly otherwise: (input: InputType, role: Role) => Otherwise;
  /** Actions that a coarse composition plays inside a larger step only; they never stand alone. */
  readonly hidden: readonly string[];
}

/** Why an action did not take an input: its first guard that was false. */
export interface Refusal {
  readonly action: string;
  readonly guard: string;
}

export type Decision =
  | { readonly kind: 'taken'; readonly action: Action; readonly step: Step }
  | { readonly kind: 'otherwise'; readonly otherwise: Otherwise; readonly refusals: readonly Refusal[] }
  /** Two actions were enabled at once: the protocol is not a function, a mistake in it. */
  | { readonly kind: 'ambiguous'; readonly actions: readonly string[] };

/** Actions by input type and role: compiled once, asked for every input. */
export interface Dispatch {
  readonly protocol: Protocol;
  readonly table: Readonly<Record<string, readonly Action[]>>;
}

export function dispatchOf(protocol: Protocol): Dispatch {
  const table: Record<string, Action[]> = {};
  for (const action of protocol.actions) {
    for (const role of action.roles) (table[`${action.on} ${role}`] ??= []).push(action);
  }
  return { protocol, table };
}

/** The one action enabled for this input, with its step; or what happens otherwise, and why. */
export function decide(dispatch: Dispatch, s: Local, input: Input, env: Env): Decision {
  const enabled = enabledAction(dispatch, s, input, env);
  switch (enabled.kind) {
    case 'one':
      return { kind: 'taken', action: enabled.action, step: bodyOf(enabled.action)(s, input, env) };
    case 'several':
      return { kind: 'ambiguous', actions: enabled.actions };
    case 'none': {
      const candidates = candidatesFor(dispatch, s, input);
      const refusals = candidates.map((each) => ({ action: each.id, guard: falseGuard(each, s, input, env) ?? '' }));
      return { kind: 'otherwise', otherwise: dispatch.protocol.otherwise(input.type, s.role), refusals };
    }
  }
}

/** What is enabled for an input, by the guards alone. */
export type Enabled =
  | { readonly kind: 'one'; readonly action: Action }
  | { readonly kind: 'none' }
  /** The first two of them. */
  | { readonly kind: 'several'; readonly actions: readonly string[] };

/** Which action would take this input. Its body is not run: asking costs nothing and leaves no trace in a log's storage. */
export function enabledAction(dispatch: Dispatch, s: Local, input: Input, env: Env): Enabled {
  let enabled: Action | undefined;
  for (const candidate of candidatesFor(dispatch, s, input)) {
    if (falseGuard(candidate, s, input, env) !== undefined) continue;
    if (enabled !== undefined) return { kind: 'several', actions: [enabled.id, candidate.id] };
    enabled = candidate;
  }
  return enabled === undefined ? NOTHING : { kind: 'one', action: enabled };
}

const NOTHING: Enabled = { kind: 'none' };
const NONE: readonly Action[] = [];

function candidatesFor(dispatch: Dispatch, s: Local, input: Input): readonly Action[] {
  return dispatch.table[`${input.type} ${s.role}`] ?? NONE;
}

/** Why an action does not take an input: its header, then its first guard that is false. Undefined: it does. */
export function whyRefused(action: Action, s: Local, input: Input, env: Env): string | undefined {
  if (action.on !== input.type) return `the input is ${input.type}, not ${action.on}`;
  if (!action.roles.includes(s.role)) return `role is ${s.role}, not ${action.roles.join(' or ')}`;
  return falseGuard(action, s, input, env);
}

/** The first guard, or phase, of an action found by input and role that is false. Undefined: enabled. */
function falseGuard(action: Action, s: Local, input: Input, env: Env): string | undefined {
  if (action.phases !== undefined && !action.phases.includes(s.phase)) {
    return `phase is ${s.phase}, not ${action.phases.join(' or ')}`;
  }
  const guards = action.when as Readonly<Record<string, (s: Local, input: Input, env: Env) => boolean>>;
  for (const name in guards) {
    if (guards[name]?.(s, input, env) === false) return name;
  }
  return undefined;
}

// Candidates are filed under their input's type, so the body does take this input; the union cannot say so.
function bodyOf(action: Action): (s: Local, input: Input, env: Env) => Step {
  return action.then as (s: Local, input: Input, env: Env) => Step;
}

/** The server after a step: writes in order, then the volatile patch. */
export function applyStep(s: Local, step: Step): Local {
  const durable = (step.write ?? []).reduce<Partial<Durable>>((sum, write) => ({ ...sum, ...write }), {});
  return { ...s, ...durable, ...step.set };
}
