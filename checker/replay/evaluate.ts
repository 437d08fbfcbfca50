/**
 * Plain evaluation of a system, value by value, with nothing remembered: what the naive checker and replay stand on.
 */
import type { Kind, Outcome, Read, Rule, System, Update, Value } from '#spec/kit/system.js';

/** A value for each slot. */
export type State = readonly Value[];

export function shown(reads: readonly Read[], state: State): readonly never[] {
  return reads.map(({ slot, view }) => (view === undefined ? state[slot] : view.of(state[slot] as never))) as never[];
}

/** A rule is asked for outcomes only where its gate is open. */
function isOpen({ gate }: Rule, state: State): boolean {
  return gate.view.of(state[gate.slot] as never) === true;
}

export function outcomesOf(rule: Rule, state: State): readonly Outcome[] {
  return isOpen(rule, state) ? rule.outcomes(shown(rule.reads, state)) : [];
}

export function after(system: System, state: State, updates: readonly Update[]): State {
  const next = [...state];
  for (const update of updates) {
    const { slot } = update;
    next[slot] =
      'set' in update ? update.set : operatorOf(kindOf(system, slot), update.apply)(next[slot] as never, update.operand as never);
  }
  return next;
}

/** The kind of a slot; a slot of an unlisted kind is an error of the system. */
function kindOf(system: System, slot: number): Kind {
  const { name, kind } = system.slots[slot];
  if (!Object.hasOwn(system.kinds, kind)) throw new TypeError(`slot ${name} is of the unknown kind ${kind}`);
  return system.kinds[kind];
}

function operatorOf(kind: Kind, name: string): Kind['operators'][string] {
  if (!Object.hasOwn(kind.operators, name)) throw new TypeError(`kind ${kind.name} has no operator ${name}`);
  return kind.operators[name];
}
