/**
 * The step from state to state on plain values, for systems that may be wrong: what the naive checker and replay stand on.
 */
import { applyUpdates, type State } from '#spec/kit/evaluate.js';
import type { System, Update } from '#spec/kit/system.js';

/** The state after updates. A slot of an unlisted kind, or an operator its kind does not have, is an error of the system. */
export function after(system: System, state: State, updates: readonly Update[]): State {
  for (const update of updates) checkNames(system, update);
  return applyUpdates(state, updates, system.slots, system.kinds);
}

function checkNames({ slots, kinds }: System, update: Update): void {
  const { name, kind } = slots[update.slot];
  if (!Object.hasOwn(kinds, kind)) throw new TypeError(`slot ${name} is of the unknown kind ${kind}`);
  if ('set' in update || Object.hasOwn(kinds[kind].operators, update.apply)) return;
  throw new TypeError(`kind ${kind} has no operator ${update.apply}`);
}
