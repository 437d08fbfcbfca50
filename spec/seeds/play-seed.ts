/** Plays a seed's script and gives the state it ends in, with the bounds of the search to come. */
import { play } from '../kit/play.js';
import type { Played } from '../kit/play.js';
import type { Protocol } from '../kit/protocol.js';
import { initialBudget } from '../world/bounds.js';
import type { Bounds } from '../world/bounds.js';
import type { Layout } from '../world/layout.js';
import { placesOf, slotsOf } from '../world/layout.js';
import { coldStart, environmentRules, KINDS, progressRules, UNBOUNDED } from '../world/world.js';
import type { Seed } from './scripts.js';

/** Scripts may spend freely; finite, since budgets are part of the state. */
export const GENEROUS: Bounds = {
  ...UNBOUNDED,
  crashes: 99,
  partitions: 99,
  txns: 99,
  timeouts: 99,
  syncs: 99,
  resends: 99,
  pings: 99,
  snapshots: 99,
};

/** Impatience is no progress while anything else can happen, and in a script nothing else is waited for. */
export const IMPATIENT: readonly string[] = ['give up', 'quorum time-out', 'repeat'];

export function playSeed(protocol: Protocol, layout: Layout, seed: Seed, bounds: Bounds): Played {
  const progress = progressRules(protocol, layout).filter((rule) => !IMPATIENT.some((name) => rule.name.startsWith(name)));
  const everything = [...progress, ...environmentRules(protocol, layout, GENEROUS, 0)];
  const played = play({ slots: slotsOf(layout), kinds: KINDS, progress, everything }, coldStart(layout, GENEROUS), seed.script);
  if (!played.ok) return { ok: false, error: `seed ${seed.id}: ${played.error}` };
  const { budget } = placesOf(layout);
  return { ok: true, values: played.values.map((value, slot) => (slot === budget ? initialBudget(bounds) : value)) };
}
