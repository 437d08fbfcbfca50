/** It can fail: any single event of a recorded run deleted, doubled, swapped or altered is refused, or is on the list of what nobody could tell. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zab } from '#spec/protocols/zab.js';
import { indistinguishable } from '#traces/conform/indistinguishable.js';
import { conforms, killScore } from '#traces/conform/mutation.js';
import { assertPinned } from '../../../golden/golden-file.js';
import { RecordedCluster } from './recorded-cluster.js';

/** The rest is on the list. */
const KILLED_SHARE_LEAST = 0.98;

function countsOf(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

for (const [seed, observers] of [
  [3, 1],
  [8, 1],
  [5, 0],
] as const) {
  test(`seed ${seed}: mutations of every event are refused, or listed`, (t) => {
    const { traces } = new RecordedCluster({ seed, observers, faultEvery: 40 }).run(110).stop();
    assert.ok(conforms(traces, zab), 'as it was recorded, it conforms');
    const { total, killed, alive } = killScore(traces, zab);
    const holes = alive.filter((mutation) => indistinguishable(mutation) === null);
    assert.deepEqual(
      holes.map(({ kind, server, index, event, next, field }) => ({ kind, server, line: index + 1, event, next, field })),
      [],
    );
    t.diagnostic(`${killed} of ${total} killed, ${alive.length} indistinguishable`);
    assert.ok(killed / total >= KILLED_SHARE_LEAST, `${killed} of ${total}`);
    const why = countsOf(alive.map((mutation) => indistinguishable(mutation)?.name ?? ''));
    assertPinned('kill-scores.json', `traces, seed ${seed}`, { total, killed, indistinguishable: why });
  });
}
