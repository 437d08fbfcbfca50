/** All scenarios, in the order in which they are played. */
import type { Scenario } from '../stage.js';
import { handshakes } from './handshakes.js';
import { malformed } from './malformed.js';
import { mixtures } from './mixtures.js';
import { multis } from './multis.js';
import { nulls } from './nulls.js';
import { reads } from './reads.js';
import { watches } from './watches.js';
import { words } from './words.js';
import { writes } from './writes.js';

const all: readonly Scenario[] = [
  ...handshakes,
  ...writes,
  ...reads,
  ...multis,
  ...mixtures,
  ...watches,
  ...words,
  ...nulls,
  ...malformed,
];

export function scenariosFor(role: string): readonly Scenario[] {
  return all.filter(({ on }) => on === 'any' || (on === 'alone') === (role === 'alone'));
}
