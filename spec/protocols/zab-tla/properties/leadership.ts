/** At most one leader in every epoch. */
import type { Invariant, View } from '../../../kit/system.js';
import type { EpochLeaders } from '../ghosts.js';
import type { Model } from '../model.js';
import type { Server } from '../server.js';

/** The epoch a server leads, from its synchronization on; null for others. */
const established: View = {
  name: 'established epoch',
  of: ({ state, zabState, currentEpoch }: Server) =>
    state === 'LEADING' && (zabState === 'SYNCHRONIZATION' || zabState === 'BROADCAST') ? currentEpoch : null,
};

export function leadership1(model: Model): readonly Invariant[] {
  return model.pairs
    .filter(([i, j]) => i < j)
    .map(([i, j]) => ({
      id: 'Leadership1',
      args: `${i}, ${j}`,
      reads: [i, j].map((k) => ({ slot: model.placeOfServer(k), view: established })),
      holds: (epochs: readonly (number | null)[]) =>
        epochs[0] === null || epochs[0] !== epochs[1] ? true : `both lead epoch ${epochs[0]}`,
    }));
}

export function leadership2(model: Model): readonly Invariant[] {
  return [
    {
      id: 'Leadership2',
      args: '',
      reads: [{ slot: model.place('epochLeader') }],
      holds: ([all = []]: readonly (readonly EpochLeaders[])[]) => {
        const shared = all.find(({ leaders }) => leaders.length > 1);
        return shared === undefined ? true : `epoch ${shared.epoch} was led by ${shared.leaders.join(' and ')}`;
      },
    },
  ];
}
