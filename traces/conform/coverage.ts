/** Which actions of the protocol the recorded runs took, and which of its guards were seen true and false. */
import type { Dispatch, Protocol } from '#spec/kit/protocol.js';
import type { Action, Env } from '#spec/kit/action.js';
import type { Input } from '#spec/model/messages.js';
import type { Local } from '#spec/model/state.js';

/** Guards are looked at for each of the first occurrences of an action, and then now and then: what is rare is seen, what is common costs little. */
const ALWAYS_BELOW = 512;
const EVERY = 32;

export interface GuardCoverage {
  readonly action: string;
  readonly guard: string;
  readonly heldTimes: number;
  readonly failedTimes: number;
}

interface Seen {
  held: number;
  failed: number;
}

type AnyGuard = (s: Local, input: Input, env: Env) => boolean;

export class Coverage {
  private readonly protocol: Protocol;
  private readonly counts = new Map<string, number>();
  private readonly guards = new Map<string, Map<string, Seen>>();

  constructor(protocol: Protocol) {
    this.protocol = protocol;
    for (const action of protocol.actions) {
      this.counts.set(action.id, 0);
      const guards = new Map<string, Seen>();
      for (const name of Object.keys(action.when)) guards.set(name, { held: 0, failed: 0 });
      this.guards.set(action.id, guards);
    }
  }

  stepped(dispatch: Dispatch, action: string, before: Local, input: Input, env: Env): void {
    const count = this.counts.get(action) ?? 0;
    this.counts.set(action, count + 1);
    if (count >= ALWAYS_BELOW && count % EVERY !== 0) return;
    for (const candidate of dispatch.table[`${input.type} ${before.role}`] ?? []) this.look(candidate, before, input, env);
  }

  private look(action: Action, before: Local, input: Input, env: Env): void {
    if (action.phases !== undefined && !action.phases.includes(before.phase)) return;
    // Candidates are filed under the input's type.
    const guards = action.when as Readonly<Record<string, AnyGuard>>;
    const seen = this.guards.get(action.id);
    for (const name in guards) {
      const holds = guards[name]?.(before, input, env) === true;
      const each = seen?.get(name);
      if (each !== undefined) {
        if (holds) each.held += 1;
        else each.failed += 1;
      }
      if (!holds) return;
    }
  }

  /** In the order of the protocol. */
  actions(): readonly { readonly action: string; readonly times: number }[] {
    return this.protocol.actions.map(({ id }) => ({ action: id, times: this.counts.get(id) ?? 0 }));
  }

  actionsTaken(): number {
    return this.actions().filter(({ times }) => times > 0).length;
  }

  guardsSeen(): readonly GuardCoverage[] {
    return this.protocol.actions.flatMap(({ id }) =>
      [...(this.guards.get(id) ?? [])].map(([guard, { held, failed }]) => ({
        action: id,
        guard,
        heldTimes: held,
        failedTimes: failed,
      })),
    );
  }
}
