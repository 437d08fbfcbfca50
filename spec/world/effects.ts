/** Turns one server's step into updates of the world: its own slot, its disk, the wires, the ghosts. */
import { applyStep } from '../kit/protocol.js';
import type { Send, Step } from '../kit/action.js';
import type { LaneEvent, Update } from '../kit/system.js';
import type { Message } from '../model/messages.js';
import type { ServerId } from '../model/quorum.js';
import type { Local } from '../model/state.js';
import { observe } from '../properties/observers/history.js';
import { piecewise } from './disk.js';
import { sideOf } from './link.js';
import type { Places } from './layout.js';
import { showMessage } from './show.js';

export interface Effects {
  readonly after: Local;
  readonly updates: readonly Update[];
  readonly lanes: readonly LaneEvent[];
}

/**
 * The effects of `step` at server `i`. `diskIdle`: nothing is waiting for the disk, so a message that waits for
 * earlier writes only may leave at once. In the atomic grain that is always so, and this step's own writes are done.
 */
export function effectsOf(
  places: Places,
  i: ServerId,
  before: Local,
  step: Step,
  diskIdle: boolean,
  normalize: (s: Local) => Local,
): Effects {
  const after = normalize(applyStep(before, step));
  const disk = places.disk(i);
  const writes = step.write ?? [];
  const mustWait = disk !== undefined && !(diskIdle && writes.length === 0);
  const sends = step.send ?? [];
  const held = mustWait ? sends.filter((send) => send.after === 'synced') : [];
  const leaving = mustWait ? sends.filter((send) => send.after === 'now') : sends;
  const updates: Update[] = [{ slot: places.server(i), set: after }, ...closings(places, i, step)];
  if (disk !== undefined && (writes.length > 0 || held.length > 0)) {
    const unsent = held.map(({ to, message }) => ({ to, message }));
    updates.push({ slot: disk, apply: 'enqueue', operand: { writes: piecewise(before.history, writes), held: unsent } });
  }
  for (const send of leaving) updates.push(...delivery(places, i, send.to, send.message));
  for (const seen of observe(i, before, after)) updates.push({ slot: places.ghost, apply: 'fold', operand: seen });
  return { after, updates, lanes: lanesOf(places, i, leaving) };
}

/** A message set on its way: to the election port, to itself, or on the link. Undeliverable ones are lost there. */
export function delivery(places: Places, from: ServerId, to: ServerId, message: Message): readonly Update[] {
  if (to === from) return [{ slot: places.loop(from), apply: 'push', operand: message }];
  const operand = { side: sideOf(from, to), message };
  if (message.type !== 'NOTIFICATION') return [{ slot: places.link(from, to), apply: 'push', operand }];
  const mail = places.mail(from, to);
  return mail === undefined ? [] : [{ slot: mail, apply: 'push', operand }];
}

export function lanesOf(places: Places, from: ServerId, sends: readonly Pick<Send, 'to' | 'message'>[]): readonly LaneEvent[] {
  return sends
    .filter((send) => send.message.type !== 'NOTIFICATION' || places.mail(from, send.to) !== undefined || send.to === from)
    .map((send) => ({
      kind: 'send',
      lane: places.lane(from),
      peer: places.lane(send.to),
      text: showMessage(send.message),
    }));
}

/** Connections that a step closes: the wire, what is held for it, and with all of them what the server told itself. */
function closings(places: Places, i: ServerId, step: Step): readonly Update[] {
  if (step.close === undefined) return [];
  const peers = step.close === 'all' ? places.peersOf(i) : step.close;
  const updates: Update[] = peers.map((peer) => closeEnd(places, i, peer));
  const disk = places.disk(i);
  const forgotten = step.close === 'all' ? [...peers, i] : peers;
  if (disk !== undefined) updates.push(...forgotten.map((peer) => ({ slot: disk, apply: 'forget', operand: peer })));
  if (step.close === 'all' && places.layout.voters.includes(i)) updates.push(clearLoop(places, i));
  return updates;
}

export function closeEnd(places: Places, i: ServerId, peer: ServerId): Update {
  return { slot: places.link(i, peer), apply: 'close', operand: sideOf(i, peer) };
}

export function clearLoop(places: Places, i: ServerId): Update {
  return { slot: places.loop(i), apply: 'clear', operand: null };
}
