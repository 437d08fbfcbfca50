/** The judge's own rules against the server's: written apart, they must ask the same of a disk. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writesOf } from '#impl/disk/durable-writes.js';
import type { DiskWrite } from '#impl/disk/durable-writes.js';
import { Log } from '#spec/model/log.js';
import type { Durable } from '#spec/model/state.js';
import { compareZxids, zxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { operationsOf, performed } from '#traces/conform/disk-operations.js';
import type { DiskOperation } from '#traces/conform/disk-operations.js';

/** A log over a few epochs, begun anywhere. */
const logs = fc
  .record({ lengths: fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }), skip: fc.nat(6) })
  .map(({ lengths, skip }) => {
    const zxids = lengths.flatMap((length, epoch) => Array.from({ length }, (_, at) => zxid(epoch + 1, at + 1)));
    const base = zxids[skip - 1] ?? zxid(0, 0);
    return zxids
      .filter((each) => compareZxids(each, base) > 0)
      .reduce((log, each) => log.append({ zxid: each, value: Uint8Array.of(each.epoch, each.counter) }), Log.startingAt(base));
  });

function told(write: DiskWrite): DiskOperation | null {
  switch (write.kind) {
    case 'append':
      return { kind: 'append', entries: write.entries.map((entry) => ({ zxid: entry.zxid, value: entry.payload })) };
    case 'replace':
    case 'snapshot':
      return { kind: write.kind, zxid: write.snapshot.zxid };
    case 'roll':
      return null;
    case 'truncate':
    case 'acceptedEpoch':
    case 'currentEpoch':
      return write;
  }
}

function durable(history: Log): Durable {
  return { acceptedEpoch: 1, currentEpoch: 1, history, snapshotZxid: history.base };
}

function snapshotAt(at: Zxid): { kind: 'prepared'; zxid: Zxid; temporary: string; bytes: number } {
  return { kind: 'prepared', zxid: at, temporary: '', bytes: 0 };
}

test('the same operations for any two logs, and the new log on the disk behind them', () => {
  fc.assert(
    fc.property(logs, logs, fc.boolean(), (before, after, withSnapshot) => {
      const write: Partial<Durable> = withSnapshot ? { history: after, snapshotZxid: after.base } : { history: after };
      const asked = writesOf(durable(before), write, snapshotAt(after.base)).map(told);
      const expected = operationsOf(durable(before), write);
      assert.deepEqual(expected, asked);
      const on = expected.reduce(performed, durable(before));
      assert.deepEqual(on.history.lastZxid, after.lastZxid);
    }),
  );
});

test('epochs: accepted in front of current', () => {
  const operations = operationsOf(durable(Log.startingAt(zxid(0, 0))), { currentEpoch: 2, acceptedEpoch: 3 });
  assert.deepEqual(operations, [
    { kind: 'acceptedEpoch', epoch: 3 },
    { kind: 'currentEpoch', epoch: 2 },
  ]);
});
