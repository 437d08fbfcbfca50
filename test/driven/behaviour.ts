/** Behaviours of the world as lists of steps: a seed's script, a random walk, steps that the checker found. */
import assert from 'node:assert/strict';
import type { SeedStep } from '#spec/kit/play.js';
import type { Outcome, Rule } from '#spec/kit/system.js';
import { applyUpdates, outcomesOf } from '#spec/kit/evaluate.js';
import type { State } from '#spec/kit/evaluate.js';
import { majorityOf, sid } from '#spec/model/quorum.js';
import { COUNTER_LIMIT } from '#spec/model/zxid.js';
import { zab } from '#spec/protocols/zab.js';
import { GENEROUS, IMPATIENT } from '#spec/seeds/play-seed.js';
import { seedsFor } from '#spec/seeds/scripts.js';
import { slotsOf } from '#spec/world/layout.js';
import type { Layout } from '#spec/world/layout.js';
import { coldStart, environmentRules, KINDS, progressRules } from '#spec/world/world.js';
import type { Random } from '../reality/random.js';
import { drivableRules } from './drivable.js';

export interface Step {
  /** Name of the rule: what the environment does. */
  readonly rule: string;
  readonly action: string;
  readonly args: string;
  readonly before: State;
  readonly after: State;
}

export interface StepLabel {
  readonly action: string;
  readonly args: string;
}

const SETTLING_STEPS_MAX = 2_000;

export function layoutFor(voters: number, observers = 0): Layout {
  const servers = Array.from({ length: voters + observers }, (_unused, index) => sid(index + 1));
  return {
    voters: servers.slice(0, voters),
    observers: servers.slice(voters),
    servers,
    disk: 'async',
    mail: true,
    counterLimit: COUNTER_LIMIT,
    isQuorum: majorityOf(servers.slice(0, voters)),
  };
}

export function coldStartOf(layout: Layout): State {
  return coldStart(layout, GENEROUS);
}

/** What the world allows, as far as it is driven, in the order of preference: progress first. */
function worldRules(layout: Layout): readonly Rule[] {
  const progress = progressRules(zab, layout);
  const environment = environmentRules(zab, layout, GENEROUS, 0);
  const known = progress.map(({ name }) => name);
  return drivableRules([...progress, ...environment.filter(({ name }) => !known.includes(name))], layout);
}

interface Offer {
  readonly rule: string;
  readonly outcome: Outcome;
}

function offers(rules: readonly Rule[], state: State): readonly Offer[] {
  return rules.flatMap((rule) => outcomesOf(rule, state).map((outcome) => ({ rule: rule.name, outcome })));
}

function taken(layout: Layout, before: State, { rule, outcome }: Offer): Step {
  const { action, args, updates } = outcome;
  return { rule, action, args, before, after: applyUpdates(before, updates, slotsOf(layout), KINDS) };
}

export function lastOf(start: State, steps: readonly Step[]): State {
  return steps.at(-1)?.after ?? start;
}

/** A seed's script from cold start, as far as it is driven. */
export function seedSteps(layout: Layout, id: string): readonly Step[] {
  const seed = seedsFor(layout.voters.length).find((each) => each.id === id);
  assert(seed !== undefined, `there is a seed ${id}`);
  return scripted(layout, coldStartOf(layout), seed.script);
}

export function scripted(layout: Layout, start: State, script: readonly SeedStep[]): readonly Step[] {
  const rules = worldRules(layout);
  const progress = drivableRules(progressRules(zab, layout), layout).filter(
    ({ name }) => !IMPATIENT.some((word) => name.startsWith(word)),
  );
  const steps: Step[] = [];
  for (const each of script) {
    const now = lastOf(start, steps);
    if ('take' in each) steps.push(...labelled(layout, rules, now, each.take));
    else steps.push(...settled(layout, progress, now, each.but ?? []));
  }
  return steps;
}

/** What a server tells itself comes first, whatever the script says. */
function labelled(layout: Layout, rules: readonly Rule[], start: State, label: string): readonly Step[] {
  const steps = settled(
    layout,
    rules.filter(({ name }) => name.startsWith('self ')),
    start,
    [],
  );
  const now = lastOf(start, steps);
  const found = offers(rules, now).find(({ outcome }) => `${outcome.action}(${outcome.args})` === label);
  assert(found !== undefined, `${label} is enabled`);
  return [...steps, taken(layout, now, found)];
}

function settled(layout: Layout, progress: readonly Rule[], start: State, but: readonly string[]): readonly Step[] {
  const rules = progress.filter(({ name }) => !but.some((word) => name.startsWith(word)));
  const steps: Step[] = [];
  for (;;) {
    const now = lastOf(start, steps);
    const [first] = offers(rules, now);
    if (first === undefined) return steps;
    assert(steps.length < SETTLING_STEPS_MAX, 'the ensemble settles');
    steps.push(taken(layout, now, first));
  }
}

/** Steps as the checker labels them, by the rules of its system. */
export function labelledSteps(
  layout: Layout,
  rules: readonly Rule[],
  start: State,
  labels: readonly StepLabel[],
): readonly Step[] {
  const steps: Step[] = [];
  for (const { action, args } of labels) {
    const now = lastOf(start, steps);
    const found = offers(rules, now).find(({ outcome }) => outcome.action === action && outcome.args === args);
    assert(found !== undefined, `${action}(${args}) is enabled`);
    steps.push(taken(layout, now, found));
  }
  return steps;
}

/** How often a kind of step is chosen, beside 1 for all others. */
const WEIGHTS: Readonly<Record<string, number>> = {
  deliver: 8,
  notify: 8,
  flush: 6,
  self: 1,
  start: 3,
  connect: 8,
  finalize: 4,
  write: 2,
  heal: 2,
  notice: 3,
  repeat: 0.2,
  give: 0.2,
  quorum: 0.2,
  tick: 0.5,
  crash: 0.15,
  partition: 0.15,
};

/** `count` random steps. */
export function walk(layout: Layout, start: State, count: number, random: Random): readonly Step[] {
  const rules = worldRules(layout);
  const steps: Step[] = [];
  while (steps.length < count) {
    const now = lastOf(start, steps);
    const offered = offers(rules, now);
    const kinds = [...new Set(offered.map(({ rule }) => kindOf(rule)))];
    const kind = weighted(kinds, random);
    steps.push(taken(layout, now, random.pick(offered.filter(({ rule }) => kindOf(rule) === kind))));
  }
  return steps;
}

function kindOf(rule: string): string {
  return rule.split(' ')[0] as string;
}

function weighted(kinds: readonly string[], random: Random): string {
  const weights = kinds.map((kind) => WEIGHTS[kind] ?? 1);
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = kinds.find((_kind, index) => (left -= weights[index] as number) <= 0);
  return found ?? (kinds.at(-1) as string);
}

/** Nothing waits for a disk any more: what servers do not mind in front of a stop. */
export function flushed(layout: Layout, start: State): readonly Step[] {
  const rules = worldRules(layout).filter(({ name }) => name.startsWith('flush ') || name.startsWith('self '));
  return settled(layout, rules, start, []);
}
