/** Plays steps on plain values: how seeds are made, and how anything is shown that needs no search. */
import type { Kind, Outcome, Read, Rule, Slot, Update, Value } from '../kit/system.js';

export function applyUpdates(
  values: readonly Value[],
  updates: readonly Update[],
  slots: readonly Slot[],
  kinds: Readonly<Record<string, Kind>>,
): readonly Value[] {
  const next = [...values];
  for (const update of updates) {
    if ('set' in update) next[update.slot] = update.set;
    else {
      const operator = kinds[slots[update.slot]?.kind ?? '']?.operators[update.apply];
      next[update.slot] = (operator as (value: Value, operand: Value) => Value)(next[update.slot], update.operand);
    }
  }
  return next;
}

function seen(values: readonly Value[], reads: readonly Read[]): readonly never[] {
  return reads.map(({ slot, view }) => (view === undefined ? values[slot] : (view.of as (value: Value) => Value)(values[slot]))) as never[];
}

/** What a rule offers in a state. */
export function outcomesOf(values: readonly Value[], rule: Rule): readonly Outcome[] {
  const gate = (rule.gate.view.of as (value: Value) => Value)(values[rule.gate.slot]);
  if (gate !== true) return [];
  return rule.outcomes(seen(values, rule.reads));
}
