/** What a rule offers in a state of plain values, and what an outcome makes of it: nothing remembered. Scripts, the naive checker and replays stand on it. */
import type { Kind, Outcome, Read, Rule, Slot, Update, Value } from './system.js';

/** A value for each slot. */
export type State = readonly Value[];

export function shown(reads: readonly Read[], state: State): readonly never[] {
  return reads.map(({ slot, view }) => {
    const value = state[slot] as never;
    return view === undefined ? value : view.of(value);
  }) as never[];
}

/** A rule is asked for outcomes only where its gate is open. */
export function outcomesOf(rule: Rule, state: State): readonly Outcome[] {
  const gate = rule.gate.view.of(state[rule.gate.slot] as never);
  return gate === true ? rule.outcomes(shown(rule.reads, state)) : [];
}

/** The state after updates of a system that lists every kind and operator they name. */
export function applyUpdates(
  state: State,
  updates: readonly Update[],
  slots: readonly Slot[],
  kinds: Readonly<Record<string, Kind>>,
): State {
  const next = [...state];
  for (const update of updates) {
    if ('set' in update) next[update.slot] = update.set;
    else {
      const operator = kinds[slots[update.slot]?.kind ?? '']?.operators[update.apply];
      next[update.slot] = (operator as (value: Value, operand: Value) => Value)(next[update.slot], update.operand);
    }
  }
  return next;
}
