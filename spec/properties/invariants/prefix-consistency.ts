import type { Log } from '../../model/log.js';
import { forEachPair } from '../property.js';
import type { Property } from '../property.js';
import { delivered } from '../views.js';

export const PrefixConsistency: Property = {
  id: 'PrefixConsistency',
  means: 'Of what any two servers delivered, one is a prefix of the other.',
  cites: 'Zab.tla and ZkV3_7_0 PrefixConsistency, the executable relative of RX I-9',
  instances: (places) =>
    forEachPair(
      places,
      (i) => delivered(places, i),
      (i, j) =>
        ([mine, other]: readonly unknown[]) => {
          const [a, b] = [mine as Log, other as Log];
          return (
            a.isPrefixOf(b) ||
            b.isPrefixOf(a) ||
            `server ${String(i)} delivered ${a.toString()}, server ${String(j)} ${b.toString()}`
          );
        },
    ),
};
