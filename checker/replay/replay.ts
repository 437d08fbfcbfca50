/**
 * Takes a list of steps, given by their labels, one after another by plain evaluation.
 */
import type { Outcome, System } from '#spec/kit/system.js';
import { outcomesOf, shown, type State } from '#spec/kit/evaluate.js';
import { after } from './evaluate.js';
import type { StepLabel } from '../search/search.js';

export interface ReplayedStep {
  readonly before: State;
  readonly outcome: Outcome;
  readonly after: State;
}

/** The first step that cannot be taken. */
export interface Refusal {
  /** Its position in the list. */
  readonly index: number;
  readonly label: StepLabel;
  /** The guard that is false, or what could be done instead. */
  readonly reason: string;
}

export interface Replay {
  /** The steps taken: all of them, or those before the refusal. */
  readonly steps: readonly ReplayedStep[];
  /** The state after the steps taken. */
  readonly last: State;
  readonly refusal?: Refusal;
}

export function replay(system: System, initial: number, labels: readonly StepLabel[]): Replay {
  if (initial >= system.initial.length) throw new RangeError(`${system.name} has no initial state ${String(initial)}`);
  const steps: ReplayedStep[] = [];
  let state: State = system.initial[initial];
  for (const [index, label] of labels.entries()) {
    const outcome = enabledSteps(system, state).find(({ action, args }) => action === label.action && args === label.args);
    if (outcome === undefined) return { steps, last: state, refusal: { index, label, reason: reasonOf(system, state, label) } };
    const next = after(system, state, outcome.updates);
    steps.push({ before: state, outcome, after: next });
    state = next;
  }
  return { steps, last: state };
}

/** Every outcome in a state, in the order of the rules. */
export function enabledSteps(system: System, state: State): Outcome[] {
  return system.rules.flatMap((rule) => outcomesOf(rule, state));
}

/**
 * Rules name what they refuse as `Action(args): guard`. A refusal of this very step is the best reason, then refusals of its action
 * with other arguments; a system whose rules say neither still shows what it would have allowed.
 */
function reasonOf(system: System, state: State, { action, args }: StepLabel): string {
  const refusals = system.rules
    .map((rule) => rule.refusal?.(shown(rule.reads, state), action, args))
    .filter((text) => text !== undefined);
  const exact = refusals.filter((text) => text.includes(`${action}(${args})`));
  const near = exact.length > 0 ? exact : refusals.filter((text) => text.includes(`${action}(`));
  if (near.length > 0) return near.join('; ');
  const enabled = enabledSteps(system, state);
  const same = enabled.filter((outcome) => outcome.action === action);
  const named = (same.length > 0 ? same : enabled).map((outcome) => `${outcome.action}(${outcome.args})`);
  return named.length === 0 ? 'no step is enabled' : `enabled instead: ${named.join(', ')}`;
}
