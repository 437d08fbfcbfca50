/** Plays scripts on plain values: how named seeds are made. No search, nothing remembered. */
import { applyUpdates, outcomesOf } from './evaluate.js';
import type { Kind, Outcome, Rule, Slot, Value } from './system.js';

export type SeedStep =
  /** Runs whatever makes progress, except rules whose names begin with one of `but`, until nothing is left to do. */
  | { readonly settle: true; readonly but?: readonly string[] }
  /** One named step: an action and its arguments, as reports print them. */
  | { readonly take: string };

/** What a script is played in. */
export interface Stage {
  readonly slots: readonly Slot[];
  readonly kinds: Readonly<Record<string, Kind>>;
  /** For `settle`, in order of preference. */
  readonly progress: readonly Rule[];
  /** For `take`. */
  readonly everything: readonly Rule[];
}

/** The state a script ends in, or which of its steps could not be taken. */
export type Played = { readonly ok: true; readonly values: readonly Value[] } | { readonly ok: false; readonly error: string };

/** A settling ensemble of a handful of servers is done long before; a script that never settles is a mistake. */
const SETTLING_STEPS_MAX = 2_000;

export function play(stage: Stage, start: readonly Value[], script: readonly SeedStep[]): Played {
  let values = start;
  for (const step of script) {
    const next = 'settle' in step ? settled(stage, values, step.but ?? []) : taken(stage, values, step.take);
    if (typeof next === 'string') return { ok: false, error: next };
    values = next;
  }
  return { ok: true, values };
}

function settled(stage: Stage, values: readonly Value[], but: readonly string[]): readonly Value[] | string {
  const rules = stage.progress.filter((rule) => !but.some((name) => rule.name.startsWith(name)));
  let now = values;
  for (let count = 0; count < SETTLING_STEPS_MAX; count++) {
    const outcome = firstOutcome(now, rules);
    if (outcome === undefined) return now;
    now = applyUpdates(now, outcome.updates, stage.slots, stage.kinds);
  }
  return 'the ensemble does not settle';
}

function firstOutcome(values: readonly Value[], rules: readonly Rule[]): Outcome | undefined {
  for (const rule of rules) {
    const [outcome] = outcomesOf(rule, values);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

function taken(stage: Stage, values: readonly Value[], label: string): readonly Value[] | string {
  for (const rule of stage.everything) {
    const outcome = outcomesOf(rule, values).find((each) => `${each.action}(${each.args})` === label);
    if (outcome !== undefined) return applyUpdates(values, outcome.updates, stage.slots, stage.kinds);
  }
  return `${label} is not enabled`;
}
