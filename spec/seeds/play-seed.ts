/** Plays a seed's script and gives the state it ends in, with the bounds of the search to come. */
import type { Protocol } from '../kit/protocol.js';
import type { Rule, Value } from '../kit/system.js';
import { initialBudget } from '../world/bounds.js';
import type { Bounds } from '../world/bounds.js';
import type { Layout } from '../world/layout.js';
import { placesOf, slotsOf } from '../world/layout.js';
import { applyUpdates, outcomesOf } from '../world/play.js';
import { coldStart, environmentRules, KINDS, progressRules, UNBOUNDED } from '../world/world.js';
import type { Seed, SeedStep } from './scripts.js';

/** A settling ensemble of a handful of servers is done long before; a script that never settles is a mistake. */
const STEPS_MAX = 2_000;

/** The state, or which step of the script could not be taken. */
export type PlayedSeed = { readonly ok: true; readonly values: readonly Value[] } | { readonly ok: false; readonly error: string };

/** Scripts may spend freely; finite, since budgets are part of the state. */
const GENEROUS: Bounds = { ...UNBOUNDED, crashes: 99, partitions: 99, txns: 99, timeouts: 99, syncs: 99, resends: 99, pings: 99, snapshots: 99 };

function settle(values: readonly Value[], rules: readonly Rule[], layout: Layout): readonly Value[] | null {
  let now = values;
  for (let count = 0; count < STEPS_MAX; count++) {
    const outcome = firstOutcome(now, rules);
    if (outcome === undefined) return now;
    now = applyUpdates(now, outcome.updates, slotsOf(layout), KINDS);
  }
  return null;
}

function firstOutcome(values: readonly Value[], rules: readonly Rule[]): ReturnType<typeof outcomesOf>[number] | undefined {
  for (const rule of rules) {
    const [outcome] = outcomesOf(values, rule);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

export function playSeed(protocol: Protocol, layout: Layout, seed: Seed, bounds: Bounds): PlayedSeed {
  const places = placesOf(layout);
  const progress = progressRules(protocol, layout).filter((rule) => !PATIENT.some((name) => rule.name.startsWith(name)));
  const everything = [...progress, ...environmentRules(protocol, layout, GENEROUS, 0)];
  const step = (values: readonly Value[], part: SeedStep): readonly Value[] | string => {
    if ('settle' in part) {
      const but = part.but ?? [];
      const rules = progress.filter((rule) => !but.some((name) => rule.name.startsWith(name)));
      return settle(values, rules, layout) ?? 'the ensemble does not settle';
    }
    for (const rule of everything) {
      const outcome = outcomesOf(values, rule).find((each) => `${each.action}(${each.args})` === part.take);
      if (outcome !== undefined) return applyUpdates(values, outcome.updates, slotsOf(layout), KINDS);
    }
    return `${part.take} is not enabled`;
  };
  let values = coldStart(layout, GENEROUS);
  for (const part of seed.script) {
    const next = step(values, part);
    if (typeof next === 'string') return { ok: false, error: `seed ${seed.id}: ${next}` };
    values = next;
  }
  return { ok: true, values: values.map((value, slot) => (slot === places.budget ? initialBudget(bounds) : value)) };
}

/** Impatience is no progress while anything else can happen, and in a script nothing else is waited for. */
const PATIENT: readonly string[] = ['give up', 'quorum time-out', 'repeat'];
