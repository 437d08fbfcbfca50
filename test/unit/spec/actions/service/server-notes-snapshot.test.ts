import { test } from 'node:test';
import assert from 'node:assert/strict';
import { assertTakes, decided, learner, logOf, z } from '../../../../models/servers.js';

const disk = { history: logOf('1.1=1 1.2=2 1.3=3'), snapshotZxid: z('1.1') };
const s = learner(disk, { phase: 'broadcast', lastCommitted: z('1.3') });

/** The guard that refuses a snapshot of this much. */
function refusedBy(zxid: string): string | undefined {
  const decision = decided(s, { type: 'SnapshotTaken', zxid: z(zxid) });
  return decision.kind === 'otherwise' ? decision.refusals[0]?.guard : undefined;
}

test('a snapshot is noted with what it covers, though more was delivered since it began', () => {
  for (const zxid of ['1.2', '1.3']) {
    assertTakes(decided(s, { type: 'SnapshotTaken', zxid: z(zxid) }), 'ServerNotesSnapshot', {
      write: [{ snapshotZxid: z(zxid) }],
    });
  }
});

test('one that covers no more than the last is not, nor one of what is not delivered', () => {
  assert.deepEqual(['1.1', '0.0', '1.4'].map(refusedBy), ['coversMore', 'coversMore', 'delivered']);
});
