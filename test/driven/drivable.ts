/**
 * Which behaviours of the spec's world a real server can be driven through. The world may leave for later what a server does at once; these
 * behaviours are cut off here, and what is left is a system that the checker searches like any other.
 *
 * - What a server tells itself it takes at once: nothing else happens before.
 * - Where a tick finds a quorum missing, the ping and the time-out are one: neither is taken alone.
 * - Snapshots beside the service are not driven: they are due by a count of transactions, not by anybody's choice.
 * - Syncs of clients are not driven: they need a session, which is a write before them.
 */
import { dispatchOf, enabledAction } from '#spec/kit/protocol.js';
import type { Dispatch } from '#spec/kit/protocol.js';
import type { Rule, System, View } from '#spec/kit/system.js';
import type { Env } from '#spec/kit/action.js';
import type { Message } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import { zab } from '#spec/protocols/zab.js';
import { placesOf } from '#spec/world/layout.js';
import type { Layout, Places } from '#spec/world/layout.js';

const NOT_DRIVEN: readonly string[] = ['snapshot', 'sync'];

const EMPTY: View = { name: 'nothing to take', of: (queue: readonly Message[]) => queue.length === 0 };

/** In the order of the rules given. */
export function drivableRules(rules: readonly Rule[], layout: Layout): readonly Rule[] {
  const places = placesOf(layout);
  return rules
    .filter(({ name }) => !NOT_DRIVEN.some((word) => name.startsWith(`${word} `)))
    .map((rule) => alone(rule, places))
    .map((rule) => (rule.name.startsWith('self ') ? rule : behindSelf(rule, places)));
}

export function drivable(system: System, layout: Layout): System {
  return { ...system, rules: drivableRules(system.rules, layout) };
}

/** Only where no server has told itself anything that it has not taken. */
function behindSelf(rule: Rule, { layout, loop }: Places): Rule {
  const own = rule.reads.length;
  const { outcomes, refusal } = rule;
  return {
    ...rule,
    reads: [...rule.reads, ...layout.voters.map((i) => ({ slot: loop(i), view: EMPTY }))],
    outcomes: (values) => (values.slice(own).every((empty: boolean) => empty) ? outcomes(values.slice(0, own)) : []),
    ...(refusal && {
      refusal: (values: readonly never[], action: string, args: string) =>
        values.slice(own).every((empty: boolean) => empty)
          ? refusal(values.slice(0, own), action, args)
          : `${action}(${args}): a server takes first what it has told itself`,
    }),
  };
}

/** A tick, or a quorum's time-out, where it does not bring the other. */
function alone(rule: Rule, places: Places): Rule {
  const [, , server] = /^(tick|quorum time-out) (\d+)$/.exec(rule.name) ?? [];
  if (server === undefined) return rule;
  const env = places.env(sid(Number(server)));
  const dispatch = dispatchOf(zab);
  return {
    ...rule,
    outcomes: (values) => (bothWanted(dispatch, values[0] as unknown as Local, env) ? [] : rule.outcomes(values)),
  };
}

function bothWanted(dispatch: Dispatch, s: Local, env: Env): boolean {
  const wanted = (type: 'Tick' | 'QuorumTimeout'): boolean => enabledAction(dispatch, s, { type }, env).kind === 'one';
  return wanted('Tick') && wanted('QuorumTimeout');
}
