/**
 * Rules in which one server takes one input: a message at the head of a queue, a timer, a client, a broken connection.
 * Which action that is, the protocol decides; there is no second place that knows.
 */
import { decide, whyRefused } from '../kit/protocol.js';
import type { Dispatch } from '../kit/protocol.js';
import type { Outcome, Read, Rule, Update, View } from '../kit/system.js';
import type { Event, Input, Message } from '../model/messages.js';
import type { ServerId } from '../model/quorum.js';
import type { Local } from '../model/state.js';
import { unreachableProperty } from '../properties/in-action.js';
import { stepViolations } from '../properties/steps.js';
import type { Disk } from './disk.js';
import { effectsOf } from './effects.js';
import type { Places } from './layout.js';
import { showMessage } from './show.js';

/** What the rules of one composition have in common. */
export interface World {
  readonly places: Places;
  readonly dispatch: Dispatch;
  /** Fields that a coarse composition does not tell apart are set to one value here. */
  readonly normalize: (s: Local) => Local;
  /** Ceilings on values: a step beyond them is not explored. */
  readonly within: (s: Local) => boolean;
}

const diskIdle: View = { name: 'idle', of: (disk: Disk) => disk.pending.length === 0 };

/** The reads every server rule starts with: the server, and in the async grain whether its disk is idle. */
function serverReads(world: World, i: ServerId): readonly Read[] {
  const disk = world.places.disk(i);
  const server = { slot: world.places.server(i) };
  return disk === undefined ? [server] : [server, { slot: disk, view: diskIdle }];
}

/** The label of an input: who takes it, from whom. */
function argsOf(i: ServerId, input: Input): string {
  return 'from' in input ? `${String(i)} from ${String(input.from)}` : String(i);
}

/** Server `i` takes `input`; `consumed` are the updates that go with the input itself. */
function takeInput(
  world: World,
  i: ServerId,
  s: Local,
  input: Input,
  idle: boolean,
  consumed: readonly Update[],
  args: string = argsOf(i, input),
): readonly Outcome[] {
  const { places } = world;
  const decision = decide(world.dispatch, s, input, places.env(i));
  const receipt =
    'from' in input
      ? [{ kind: 'receive' as const, lane: places.lane(i), peer: places.lane(input.from), text: showMessage(input) }]
      : [];
  switch (decision.kind) {
    case 'taken': {
      const { after, updates, lanes } = effectsOf(places, i, s, decision.step, idle, world.normalize);
      if (!world.within(after)) return [];
      const violations = stepViolations(i, s, after);
      return [
        { action: decision.action.id, args, updates: [...consumed, ...updates], violations, lanes: [...receipt, ...lanes] },
      ];
    }
    case 'ambiguous': {
      const detail = `server ${String(i)}: ${decision.actions.join(' and ')} are enabled at once for ${input.type}`;
      return [
        { action: 'Ignore', args, updates: consumed, violations: [{ property: 'ExclusiveActions', detail }], lanes: receipt },
      ];
    }
    case 'otherwise': {
      if (decision.otherwise === 'leave') return [];
      if (decision.otherwise === 'drop') return [{ action: 'Ignore', args, updates: consumed, lanes: receipt }];
      const why = decision.refusals.map((each) => `${each.action}: ${each.guard} is false`).join('; ');
      const what = 'from' in input ? `${showMessage(input)} from ${String(input.from)}` : input.type;
      const detail = `server ${String(i)} (${s.role}, ${s.phase}) takes ${what}: ${why === '' ? 'no action is for it' : why}`;
      return [
        {
          action: 'Ignore',
          args,
          updates: consumed,
          violations: [{ property: unreachableProperty(input, s), detail }],
          lanes: receipt,
        },
      ];
    }
  }
}

/** Why server `i` does not take `input` by the action named: for replays. */
function whyNot(world: World, i: ServerId, s: Local, input: Input, action: string, args: string): string {
  const named = world.dispatch.protocol.actions.find((each) => each.id === action);
  if (named === undefined) return '';
  const guard = whyRefused(named, s, input, world.places.env(i));
  if (guard === undefined) return `${action}(${args}): it goes beyond a bound`;
  return `${action}(${args}): ${guard.includes(' ') ? guard : `guard ${guard} is false`}`;
}

/** The head of a queue, or null. */
export function headOf(name: string, queue: (value: never) => readonly Message[]): View {
  return { name, of: (value: never) => queue(value)[0] ?? null };
}

/** Server `i` receives the head of a queue. `read` views the head; `pop` is how it leaves. */
export function deliverRule(
  world: World,
  i: ServerId,
  from: ServerId,
  name: string,
  read: Read & { view: View },
  pop: Update,
): Rule {
  const reads = [...serverReads(world, i), read];
  const at = (values: readonly unknown[]): { s: Local; input: Input; idle: boolean } => {
    const message = values[values.length - 1] as Message;
    return { s: values[0] as Local, input: { ...message, from }, idle: reads.length === 2 || values[1] === true };
  };
  return {
    name,
    gate: { slot: read.slot, view: { name: `${read.view.name} exists`, of: (value: never) => read.view.of(value) !== null } },
    reads,
    outcomes: (values) => {
      const { s, input, idle } = at(values);
      return takeInput(world, i, s, input, idle, [pop]);
    },
    refusal: (values: readonly unknown[], action, args) => {
      if (args !== `${String(i)} from ${String(from)}`) return '';
      if (values[values.length - 1] === null) {
        return `${action}(${args}): nothing from ${String(from)} is on its way to ${String(i)} here`;
      }
      const { s, input } = at(values);
      return whyNot(world, i, s, input, action, args);
    },
  };
}

/** What an event costs, and when its surroundings allow it. */
export interface Occasion {
  readonly name: string;
  /** Further slots, in addition to the server's own. */
  readonly reads: readonly Read[];
  /** Given what they show: the updates that go with the event, or why it cannot happen. */
  readonly allow: (s: Local, seen: readonly unknown[]) => readonly Update[] | string;
  readonly args?: string;
}

/** Server `i` is told `event` by its surroundings, on some occasion. */
export function eventRule(
  world: World,
  i: ServerId,
  occasion: Occasion,
  eventOf: (seen: readonly unknown[], s: Local) => Event,
  takes: (s: Local) => boolean,
): Rule {
  const own = serverReads(world, i);
  const args = occasion.args ?? String(i);
  return {
    name: `${occasion.name} ${args}`,
    gate: { slot: world.places.server(i), view: { name: `takes ${occasion.name} ${args}`, of: takes } },
    reads: [...own, ...occasion.reads],
    outcomes: (values: readonly unknown[]) => {
      const s = values[0] as Local;
      const seen = values.slice(own.length);
      const allowed = occasion.allow(s, seen);
      if (typeof allowed === 'string') return [];
      return takeInput(world, i, s, eventOf(seen, s), own.length === 1 || values[1] === true, allowed, args);
    },
    refusal: (values: readonly unknown[], action: string, asked: string) => {
      const s = values[0] as Local;
      const seen = values.slice(own.length);
      const event = eventOf(seen, s);
      const reacts = world.dispatch.protocol.actions.some((each) => each.id === action && each.on === event.type);
      if (!reacts || asked !== args) return '';
      const allowed = takes(s) ? occasion.allow(s, seen) : [];
      return typeof allowed === 'string' ? `${action}(${args}): ${allowed}` : whyNot(world, i, s, event, action, args);
    },
  };
}
