/**
 * How many states and steps some configurations have, depth by depth. A change in `spec/` that moves a count is reviewed in
 * `zab-counts.json`; a change in `checker/` moves none.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { bfs } from '#checker/search/bfs.js';
import { protocols } from '#spec/catalogue.js';
import type { ModelOptions } from '#spec/kit/catalogue.js';
import { unbounded } from '../models/options.js';
import { assertPinned } from './golden-file.js';

const configurations: readonly (readonly [string, string, ModelOptions, number])[] = [
  ['zab, cold start', 'zab', { nodes: 3, observers: 0, bounds: {} }, 7],
  ['zab, a single voter with an observer', 'zab', { nodes: 1, observers: 1, disk: 'async', bounds: { crashes: 2 } }, 9],
  ['zab, s1 with an observer', 'zab', { nodes: 3, observers: 1, seedState: 's1', bounds: { syncs: 1, pings: 1 } }, 5],
  ['zab-coarse, cold start, async disk', 'zab-coarse', { nodes: 3, observers: 0, bounds: { crashes: 2, txns: 2 } }, 9],
  [
    'zab-coarse, two leaders, atomic disk',
    'zab-coarse',
    { nodes: 3, observers: 0, disk: 'atomic', seedState: 'two-leaders', bounds: {} },
    7,
  ],
  [
    'zab-coarse, s1 with a crash, to the end',
    'zab-coarse',
    { nodes: 3, observers: 0, seedState: 's1', bounds: { crashes: 1, partitions: 0, txns: 0 } },
    Infinity,
  ],
];

for (const [name, protocol, options, depth] of configurations) {
  test(`counts: ${name}, ${depth === Infinity ? 'every state' : `to depth ${depth}`}`, () => {
    const built = protocols.find(({ id }) => id === protocol)?.build(options);
    assert.ok(built?.ok);
    const { verdict, distinct, transitions, perDepth, exhausted } = bfs(built.system, { ...unbounded, depth, selfCheck: false });
    assert.equal(verdict, 'pass');
    assert.equal(exhausted, depth === Infinity);
    assertPinned('zab-counts.json', name, { distinct, transitions, perDepth });
  });
}
