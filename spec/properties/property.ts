/** How a property presents itself: its words, and its instances over the slots of a world. */
import type { Invariant, Read } from '../kit/system.js';
import type { ServerId } from '../model/quorum.js';
import type { Places } from '../world/layout.js';

export interface Property {
  readonly id: string;
  readonly means: string;
  readonly cites: string;
  readonly instances: (places: Places) => readonly Instance[];
}

/** One invariant over particular slots; its id is the property's. */
export type Instance = Omit<Invariant, 'id'>;

/** One instance a server. */
export function forEachServer(
  places: Places,
  reads: (i: ServerId) => readonly Read[],
  holds: (i: ServerId) => Invariant['holds'],
): Instance[] {
  return places.layout.servers.map((i) => ({ args: String(i), reads: reads(i), holds: holds(i) }));
}

/** One instance an unordered pair of servers, voters and observers alike. */
export function forEachPair(
  places: Places,
  reads: (i: ServerId) => Read,
  holds: (i: ServerId, j: ServerId) => Invariant['holds'],
): Instance[] {
  const { servers } = places.layout;
  return servers.flatMap((i, index) =>
    servers
      .slice(index + 1)
      .map((j) => ({ args: `${String(i)}, ${String(j)}`, reads: [reads(i), reads(j)], holds: holds(i, j) })),
  );
}
