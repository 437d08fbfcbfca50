/** What a process may find on its disk, given what the one before it wrote. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Log } from '#spec/model/log.js';
import { sid } from '#spec/model/quorum.js';
import { stopped } from '#spec/model/state.js';
import type { Durable, Local } from '#spec/model/state.js';
import { zxid, ZERO } from '#spec/model/zxid.js';
import { DiskModel } from '#traces/conform/disk-model.js';
import type { DiskOperation } from '#traces/conform/disk-operations.js';
import { judgeRecovery } from '#traces/conform/restarts.js';

const EMPTY: Durable = { acceptedEpoch: 1, currentEpoch: 1, history: Log.startingAt(ZERO), snapshotZxid: ZERO };

function txns(from: number, to: number): { zxid: ReturnType<typeof zxid>; value: string }[] {
  return Array.from({ length: to - from + 1 }, (_, at) => ({ zxid: zxid(1, from + at), value: `v${from + at}` }));
}

function holding(to: number, more: Partial<Durable> = {}): Durable {
  return { ...EMPTY, history: Log.of(txns(1, to)), ...more };
}

function append(from: number, to: number): DiskOperation {
  return { kind: 'append', entries: txns(from, to) };
}

/** 1.1 to 1.3 are durable; 1.4 to 1.6 in one append, epoch 2, were issued; 1.7 was asked for. */
function earlier(more: { stopped?: boolean; local?: Partial<Local> } = {}): Parameters<typeof judgeRecovery>[0] {
  const disk = new DiskModel(EMPTY);
  disk.issue(append(1, 3), 1);
  disk.reach(1);
  disk.issue(append(4, 6), 2);
  disk.issue({ kind: 'acceptedEpoch', epoch: 2 }, 3);
  const local: Local = { ...stopped(holding(7), sid(1)), role: 'following', phase: 'broadcast', ...more.local };
  return { disk, unissued: [append(7, 7)], local, stopped: more.stopped ?? false };
}

test('a crash keeps any prefix of what was issued, and may cut an append', () => {
  for (const to of [3, 4, 5, 6]) assert.equal(judgeRecovery(earlier(), holding(to)), 'exact', `up to 1.${to}`);
  assert.equal(judgeRecovery(earlier(), holding(6, { acceptedEpoch: 2 })), 'exact');
});

test('what a step asked for may have been written although its line is lacking', () => {
  assert.equal(judgeRecovery(earlier(), holding(7, { acceptedEpoch: 2 })), 'inferred');
});

test('behind the end of the trace a log can only have grown', () => {
  assert.equal(judgeRecovery(earlier(), holding(9, { acceptedEpoch: 2 })), 'unknown');
  const cut = holding(2, { acceptedEpoch: 3 });
  assert.notEqual(typeof judgeRecovery(earlier(), cut), 'string', 'in broadcast nothing is cut');
  const syncing = { phase: 'synchronization', lastCommitted: zxid(1, 2) } as const;
  assert.equal(judgeRecovery(earlier({ local: syncing }), cut), 'unknown', 'a leader may just have said so');
});

for (const [what, recovered] of [
  ['what was durable is lost', holding(2)],
  ['writes are out of order', holding(5, { acceptedEpoch: 2 })],
  ['a value is another', { ...holding(3), history: Log.of([...txns(1, 2), { zxid: zxid(1, 3), value: 'other' }]) }],
  ['an epoch falls', holding(3, { acceptedEpoch: 0 })],
  [
    'a snapshot that was never written',
    { ...EMPTY, history: Log.startingAt(zxid(1, 2)).append({ zxid: zxid(1, 3), value: 'v3' }), snapshotZxid: zxid(1, 2) },
  ],
] as const) {
  test(`refused: ${what}`, () => {
    const judged = judgeRecovery(earlier(), recovered);
    assert.ok(typeof judged !== 'string' && judged.rule === 'recovery');
  });
}

test('after a stop nothing is missing', () => {
  assert.equal(judgeRecovery(earlier({ stopped: true }), holding(6, { acceptedEpoch: 2 })), 'exact');
  assert.notEqual(typeof judgeRecovery(earlier({ stopped: true }), holding(6)), 'string');
});
