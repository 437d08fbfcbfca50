/** A seeded mistake: the protocol with one thing changed, and the property that must notice. */
import type { Action, ActionOf, Env, Step } from '../kit/action.js';
import type { MutantInfo } from '../kit/catalogue.js';
import type { Extension } from '../kit/extend.js';
import type { InputOf, InputType } from '../model/messages.js';
import type { IsQuorum, ServerId } from '../model/quorum.js';
import type { Local } from '../model/state.js';

export interface Mutant extends MutantInfo {
  readonly extension?: Omit<Extension, 'id'>;
  readonly quorum?: (voters: readonly ServerId[]) => IsQuorum;
}

/** An action whose body's answer is changed afterwards. */
export function tampered<T extends InputType>(
  action: ActionOf<T>,
  change: (step: Step, s: Local, input: InputOf<T>, env: Env) => Step,
): Action {
  const then = (s: Local, input: InputOf<T>, env: Env): Step => change(action.then(s, input, env), s, input, env);
  // T is one input type; TypeScript cannot see that the union over all of them contains ActionOf<T>.
  return { ...action, then } as unknown as Action;
}

/** An action that has lost one of its guards. */
export function withoutGuard<T extends InputType>(action: ActionOf<T>, guard: string): Action {
  const when = Object.fromEntries(Object.entries(action.when).filter(([name]) => name !== guard));
  return { ...action, when } as unknown as Action;
}
