/** A behaviour with one of its steps altered: what a driver must notice there. */
import type { State } from '#spec/kit/evaluate.js';
import type { Message } from '#spec/model/messages.js';
import type { Local } from '#spec/model/state.js';
import { placesOf, slotsOf } from '#spec/world/layout.js';
import type { Layout } from '#spec/world/layout.js';
import type { Disk } from '#spec/world/disk.js';
import type { Link, Mail } from '#spec/world/link.js';
import type { Step } from './behaviour.js';
import { commandOf } from './command.js';
import { NO_ACTIONS } from './driver.js';

type Alteration = (layout: Layout, step: Step) => Step | null;

/** Of what leads to another step; null where it would be the same. */
export const ALTERATIONS: Readonly<Record<string, Alteration>> = {
  'another action': (_layout, step) => (NO_ACTIONS.includes(step.action) ? null : { ...step, action: 'LeaderPings' }),
  'another state': (layout, step) => {
    if (NO_ACTIONS.includes(step.action)) return null;
    const slot = placesOf(layout).server(commandOf(step).server);
    const { round, ...rest } = step.after[slot] as Local;
    return { ...step, after: withSlot(step.after, slot, { ...rest, round: round + 1 }) };
  },
  'a message more': (layout, step) =>
    changed(layout, step, 'link', (link: Link) =>
      link.live ? { ...link, queues: [[...link.queues[0], UPTODATE], link.queues[1]] } : link,
    ),
  'a message less': (layout, step) =>
    changed(layout, step, 'link', (link: Link) => ({
      ...link,
      queues: [link.queues[0].slice(0, -1), link.queues[1].slice(0, -1)],
    })),
  'a vote less': (layout, step) => changed(layout, step, 'mail', (mail: Mail) => ({ ...mail, queues: [[], []] })),
  'a connection that was closed': (layout, step) =>
    changed(layout, step, 'link', (link: Link) => ({ ...link, ends: [true, true] })),
  'nothing for the disk': (layout, step) => changed(layout, step, 'disk', (disk: Disk) => ({ ...disk, pending: [] })),
};

const UPTODATE: Message = { type: 'UPTODATE' };

/** The first slot of that kind for which it makes a difference. */
function changed(layout: Layout, step: Step, kind: string, change: (value: never) => unknown): Step | null {
  for (const [slot, { kind: other }] of slotsOf(layout).entries()) {
    if (other !== kind || step.before[slot] === step.after[slot]) continue;
    const value = change(step.after[slot] as never);
    if (JSON.stringify(value) !== JSON.stringify(step.after[slot])) return { ...step, after: withSlot(step.after, slot, value) };
  }
  return null;
}

function withSlot(state: State, slot: number, value: unknown): State {
  return state.map((each, at) => (at === slot ? value : each));
}
