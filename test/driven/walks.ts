/** Random behaviours of the world: a number decides a whole one, from how many servers there are to the last crash. */
import type { TestContext } from 'node:test';
import type { Layout } from '#spec/world/layout.js';
import { Random } from '../reality/random.js';
import { coldStartOf, lastOf, layoutFor, seedSteps, walk } from './behaviour.js';
import type { Step } from './behaviour.js';
import { drive } from './drive.js';

/** Where a walk begins. The last is cold start. */
const BEGINNINGS = ['established', 's1', 'lagging', 'two-leaders', 'rejected', 'cold'];

/** Every fourth ensemble has an observer. */
const OBSERVED = 4;

export interface Walk {
  readonly seed: number;
  readonly layout: Layout;
  readonly steps: readonly Step[];
}

export function walkOf(seed: number, count: number): Walk {
  const random = new Random(seed);
  const layout = layoutFor(3, random.below(OBSERVED) === 0 ? 1 : 0);
  const begun = seedSteps(layout, random.pick(BEGINNINGS));
  return { seed, layout, steps: [...begun, ...walk(layout, lastOf(coldStartOf(layout), begun), count, random)] };
}

export async function driveWalk(t: TestContext, { seed, layout, steps }: Walk): Promise<void> {
  t.diagnostic(`DRIVEN_SEED=${seed}`);
  await drive(t, layout, steps);
}
