/** Behaviours that the checker finds, among those that can be driven. */
import assert from 'node:assert/strict';
import { bfs } from '#checker/search/bfs.js';
import type { SearchOptions } from '#checker/search/search.js';
import type { Invariant, System } from '#spec/kit/system.js';
import type { ModelOptions } from '#spec/kit/catalogue.js';
import { zabModel } from '#spec/protocols/models.js';
import type { Layout } from '#spec/world/layout.js';
import { unbounded } from '../models/options.js';
import { labelledSteps, layoutFor, seedSteps } from './behaviour.js';
import type { Step } from './behaviour.js';
import { drivable } from './drivable.js';

/** What is not found soon is not meant to be found here. */
const OPTIONS: SearchOptions = { ...unbounded, selfCheck: false, depth: 24, timeMs: 20_000, memoryBytes: 0x4000_0000 };

export interface Found {
  readonly layout: Layout;
  /** From cold start to where the search began: steps of the protocol as it is. */
  readonly before: readonly Step[];
  readonly steps: readonly Step[];
}

/** A shortest behaviour by which a property is violated. */
export function counterexample(options: ModelOptions, property: string): Found {
  return search(options, property, (system) => system);
}

/** A shortest behaviour to where a `sometimes` property holds: what violates its opposite. */
export function witness(options: ModelOptions, property: string): Found {
  return search(options, property, (system) => ({ ...system, invariants: [oppositeOf(system, property)] }));
}

function search(options: ModelOptions, property: string, change: (system: System) => System): Found {
  const { nodes, observers, seedState = 'cold' } = options;
  const layout = layoutFor(nodes, observers);
  const built = zabModel.build({ ...options, disk: 'async' });
  assert(built.ok, built.ok ? '' : built.error);
  const system = change(drivable(built.system, layout));
  const { counterexample: found, verdict } = bfs(system, { ...OPTIONS, properties: [property] });
  assert(found !== undefined, `${property} is not met: ${verdict}`);
  const steps = labelledSteps(layout, system.rules, system.initial[0] ?? [], found.steps);
  return { layout, before: seedSteps(layout, seedState), steps };
}

function oppositeOf(system: System, property: string): Invariant {
  const sometimes = system.sometimes.find(({ id }) => id === property);
  assert(sometimes !== undefined, `${property} is a sometimes property`);
  const { id, args, reads, holds } = sometimes;
  return { id, args, reads, holds: (values) => (holds(values) ? 'met' : true) };
}
