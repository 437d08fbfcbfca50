/** Actions as Zab.tla writes them: guards with names, then effects. A step is refused by its first guard that is false. */
import type { LaneEvent, Rule, Update, Violation } from '../../kit/system.js';
import type { ServerId } from '../../model/quorum.js';
import type { Reading } from './model.js';

/** What an action does when its guards hold. */
export interface Effect {
  readonly updates: readonly Update[];
  readonly lanes: readonly LaneEvent[];
  /** Zab.tla raises a flag in `violatedInvariants`; here the step itself names what it breaks. */
  readonly violations?: readonly Violation[];
}

/** `Seen`: what the action reads, by names of its own. */
export interface Action<Seen extends object> {
  readonly id: string;
  readonly args: readonly ServerId[];
  readonly gate: Rule['gate'];
  /** Guards that are mere readings: they come first in Zab.tla too. */
  readonly bounds?: Readonly<Record<string, Reading<boolean>>>;
  readonly reads: { readonly [Name in keyof Seen]: Reading<Seen[Name]> };
  /** In the order of Zab.tla. */
  readonly guards: Readonly<Record<string, (seen: Seen) => boolean>>;
  readonly then: (seen: Seen) => Effect;
}

export function ruleOf<Seen extends object>({ id, args, gate, bounds = {}, reads, guards, then }: Action<Seen>): Rule {
  const step = args.join(', ');
  const names = Object.keys(reads);
  const boundNames = Object.keys(bounds);
  const seenIn = (values: readonly unknown[]): Seen =>
    Object.fromEntries(names.map((name, index) => [name, values[boundNames.length + index]])) as Seen;
  const falseGuard = (values: readonly unknown[]): string | undefined => {
    const seen = seenIn(values);
    const bound = boundNames.find((_, index) => values[index] !== true);
    return bound ?? Object.keys(guards).find((name) => guards[name]?.(seen) === false);
  };
  return {
    name: `${id}(${step})`,
    gate,
    reads: [...Object.values(bounds), ...Object.values<Reading<unknown>>(reads)],
    outcomes: (values) => (falseGuard(values) === undefined ? [{ action: id, args: step, ...then(seenIn(values)) }] : []),
    refusal: (values) => {
      const guard = falseGuard(values);
      return guard === undefined ? '' : `${id}(${step}): guard ${guard} is false`;
    },
  };
}
