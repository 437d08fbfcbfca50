/** Which slot is which: servers, disks, links, mail, loops, one budget, one ghost. */
import type { Env } from '../kit/action.js';
import type { Disk as DiskGrain } from '../kit/catalogue.js';
import type { Slot } from '../kit/system.js';
import type { IsQuorum, ServerId } from '../model/quorum.js';

export interface Layout {
  readonly voters: readonly ServerId[];
  readonly observers: readonly ServerId[];
  /** Voters, then observers; lanes are drawn in this order. */
  readonly servers: readonly ServerId[];
  readonly disk: DiskGrain;
  /** False where elections are one coarse step: there is no mail then. */
  readonly mail: boolean;
  readonly counterLimit: number;
  /** What the protocol takes for a quorum. Properties know better: they ask for a majority. */
  readonly isQuorum: IsQuorum;
}

/** Pairs that have a link: two voters, or a voter and an observer. Observers do not talk to each other. */
function pairsOf(layout: Layout): readonly (readonly [ServerId, ServerId])[] {
  return layout.servers.flatMap((a, index) =>
    layout.servers
      .slice(index + 1)
      .filter((b) => layout.voters.includes(a) || layout.voters.includes(b))
      .map((b) => [a, b] as const),
  );
}

export function slotsOf(layout: Layout): readonly Slot[] {
  const pairs = pairsOf(layout);
  return [
    ...layout.servers.map((i) => ({ name: `server ${String(i)}`, kind: 'server' })),
    ...(layout.disk === 'async' ? layout.servers.map((i) => ({ name: `disk ${String(i)}`, kind: 'disk' })) : []),
    ...pairs.map(([a, b]) => ({ name: `link ${String(a)}-${String(b)}`, kind: 'link' })),
    ...(layout.mail ? pairs.map(([a, b]) => ({ name: `mail ${String(a)}-${String(b)}`, kind: 'mail' })) : []),
    ...layout.voters.map((i) => ({ name: `loop ${String(i)}`, kind: 'loop' })),
    { name: 'budget', kind: 'budget' },
    { name: 'ghost', kind: 'ghost' },
  ];
}

/** Slot numbers by name, and the few questions that rules ask of the layout. */
export interface Places {
  readonly layout: Layout;
  readonly server: (i: ServerId) => number;
  /** Undefined in the atomic grain. */
  readonly disk: (i: ServerId) => number | undefined;
  readonly link: (i: ServerId, j: ServerId) => number;
  /** Undefined where there is no election port. */
  readonly mail: (i: ServerId, j: ServerId) => number | undefined;
  readonly loop: (i: ServerId) => number;
  readonly budget: number;
  readonly ghost: number;
  readonly peersOf: (i: ServerId) => readonly ServerId[];
  readonly lane: (i: ServerId) => number;
  readonly env: (i: ServerId) => Env;
}

export function placesOf(layout: Layout): Places {
  const byName = new Map(slotsOf(layout).map((slot, index) => [slot.name, index]));
  const at = (name: string): number => byName.get(name) ?? -1;
  const optional = (name: string): number | undefined => byName.get(name);
  const pair = (i: ServerId, j: ServerId): string => (i < j ? `${String(i)}-${String(j)}` : `${String(j)}-${String(i)}`);
  const pairs = pairsOf(layout);
  return {
    layout,
    server: (i) => at(`server ${String(i)}`),
    disk: (i) => optional(`disk ${String(i)}`),
    link: (i, j) => at(`link ${pair(i, j)}`),
    mail: (i, j) => optional(`mail ${pair(i, j)}`),
    loop: (i) => at(`loop ${String(i)}`),
    budget: at('budget'),
    ghost: at('ghost'),
    peersOf: (i) => pairs.filter(([a, b]) => a === i || b === i).map(([a, b]) => (a === i ? b : a)),
    lane: (i) => layout.servers.indexOf(i),
    env: (self) => ({ self, voters: layout.voters, isQuorum: layout.isQuorum, counterLimit: layout.counterLimit }),
  };
}
