/** The queue over the real disk code, on a file system that can be made to fail. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { OpenedDisk } from '#impl/disk/disk.js';
import { Turn } from '#impl/net/turn.js';
import { DurableQueue } from '#impl/peer/durable-queue.js';
import { Log } from '#spec/model/log.js';
import type { Durable } from '#spec/model/state.js';
import { showZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { FaultyFiles } from '../disk/faulty-files.js';
import { contentOf, entry, FOLDER, historyOf, ids, opened, valueOf } from '../disk/ledger.js';
import type { Ledger } from '../disk/ledger.js';
import { turnEnd } from '../net/pair.js';
import { z } from '../../../models/servers.js';

interface Rig {
  readonly fs: FaultyFiles;
  readonly disk: OpenedDisk<Ledger>['disk'];
  readonly queue: DurableQueue;
  /** What the queue told, as text. */
  readonly told: string[];
  readonly submits: () => number;
  /** Everything that was submitted so far is synced, and told. */
  readonly settled: () => Promise<void>;
}

async function rig(t: TestContext, fs = new FaultyFiles()): Promise<Rig> {
  // A server that has promised and joined epoch 2.
  const { disk: first } = await opened(fs);
  valueOf(
    await first.submit([
      { kind: 'acceptedEpoch', epoch: 2 },
      { kind: 'currentEpoch', epoch: 2 },
    ]),
  );
  valueOf(await first.close());
  const { disk, durable } = await opened(fs);
  const told: string[] = [];
  const submit = t.mock.method(disk, 'submit');
  const queue = new DurableQueue({
    disk,
    turn: new Turn(),
    recovered: durable,
    synced: (count) => told.push(`synced ${count}`),
    failed: ({ code }) => told.push(`failed ${code}`),
  });
  const settled = async (): Promise<void> => {
    await turnEnd();
    // In order: the last is the last to be done, and to be told.
    await submit.mock.calls.at(-1)?.result;
    await turnEnd();
  };
  return { fs, disk, queue, told, submits: () => submit.mock.callCount(), settled };
}

/** A log of real transactions. */
function log(text: string, base: Zxid = z('0.0')): Log {
  const zxids = text === '' ? [] : ids(text);
  return zxids.map((id) => ({ zxid: id, value: entry(id).payload })).reduce((sum, txn) => sum.append(txn), Log.startingAt(base));
}

/** What a machine finds that is started again now. */
async function recovered(fs: FaultyFiles): Promise<{ readonly history: readonly string[]; readonly durable: Durable }> {
  const found = await opened(fs.afterKill());
  return { history: historyOf(found), durable: found.durable };
}

test('durable queue: the writes of one turn make one submit, and are told as synced together', async (t) => {
  const { queue, told, submits, settled, fs } = await rig(t);
  queue.write({ acceptedEpoch: 3 }, 1, null);
  queue.write({ currentEpoch: 3 }, 2, null);
  queue.write({ history: log('1.1') }, 3, null);
  queue.write({ history: log('1.1 1.2') }, 4, null);
  assert.equal(submits(), 0);
  await settled();
  assert.deepEqual([submits(), told], [1, ['synced 4']]);
  const { history, durable } = await recovered(fs);
  assert.deepEqual(history, ['1.1', '1.2']);
  assert.deepEqual([durable.acceptedEpoch, durable.currentEpoch], [3, 3]);
});

test('durable queue: each turn is told of by the count of its last write, in order', async (t) => {
  const { queue, told, submits, settled, fs } = await rig(t);
  const texts = ['1.1', '1.1 1.2', '1.1 1.2 1.3'];
  for (const [index, text] of texts.entries()) {
    queue.write({ history: log(text) }, index + 1, null);
    await turnEnd();
  }
  await settled();
  assert.equal(submits(), 3);
  assert.deepEqual(told, ['synced 1', 'synced 2', 'synced 3']);
  assert.deepEqual((await recovered(fs)).history, ['1.1', '1.2', '1.3']);
});

test('durable queue: nothing is told before it is on disk: what a crash leaves is what was told', async (t) => {
  for (let step = 0; step < 12; step++) {
    const { queue, told, fs, settled } = await rig(t);
    fs.stopAt({ step, kind: 'kill', part: 0 });
    queue.write({ history: log('1.1') }, 1, null);
    await settled();
    queue.write({ history: log('1.1 1.2') }, 2, null);
    await settled();
    const synced = told.filter((each) => each.startsWith('synced')).length;
    const { history } = await recovered(fs);
    assert.ok(history.length >= synced, `step ${step}: told ${told.join()}, found ${history.join()}`);
  }
});

test('durable queue: a failed disk is told, each time, and nothing is called synced any more', async (t) => {
  const { queue, told, fs, settled } = await rig(t);
  queue.write({ history: log('1.1') }, 1, null);
  await settled();
  fs.stopAt({ step: 0, kind: 'full', part: 0 });
  queue.write({ history: log('1.1 1.2') }, 2, null);
  await settled();
  queue.write({ history: log('1.1 1.2 1.3') }, 3, null);
  await settled();
  assert.deepEqual(told, ['synced 1', 'failed ZAB-D002', 'failed ZAB-D002']);
  assert.deepEqual((await recovered(fs)).history, ['1.1']);
});

test('durable queue: a SNAP replaces what was there, and what came behind it in the same turn follows it', async (t) => {
  const { queue, told, submits, settled, fs } = await rig(t);
  queue.write({ history: log('1.1 1.2') }, 2, null);
  await settled();
  const base = z('2.4');
  queue.write({ acceptedEpoch: 3 }, 3, null);
  queue.write({ history: log('2.5', base), snapshotZxid: base }, 4, contentOf(base, ['1.1', '2.4']));
  queue.write({ currentEpoch: 3 }, 5, null);
  queue.write({ history: log('2.5 3.1', base) }, 6, null);
  await settled();
  assert.deepEqual([submits(), told], [2, ['synced 2', 'synced 6']]);
  const { history, durable } = await recovered(fs);
  assert.deepEqual(history, ['1.1', '2.4', '2.5', '3.1']);
  assert.deepEqual([durable.acceptedEpoch, durable.currentEpoch, showZxid(durable.snapshotZxid)], [3, 3, '2.4']);
  assert.equal(
    fs.names(FOLDER).some((name) => name.startsWith('log.1')),
    false,
    'of the old history no log is left',
  );
});

test('durable queue: a snapshot that was prepared gets its name behind the log that it covers', async (t) => {
  const { queue, disk, told, settled, fs } = await rig(t);
  queue.write({ history: log('1.1 1.2') }, 1, null);
  const prepared = valueOf(await disk.prepareSnapshot(contentOf(z('1.2'), ['1.1', '1.2'])));
  queue.write({ snapshotZxid: z('1.2') }, 2, prepared);
  queue.roll();
  queue.write({ history: log('1.3', z('1.2')) }, 3, null);
  await settled();
  assert.deepEqual(told, ['synced 3']);
  const { history, durable } = await recovered(fs);
  assert.deepEqual([history, showZxid(durable.snapshotZxid)], [['1.1', '1.2', '1.3'], '1.2']);
  assert.ok(fs.names(FOLDER).includes('log.100000003'), 'the entry behind the roll begins a new file');
});

test('durable queue: a log that is cut back, and goes on another way', async (t) => {
  const { queue, settled, fs } = await rig(t);
  queue.write({ history: log('1.1 1.2 1.3') }, 1, null);
  await settled();
  queue.write({ history: log('1.1 2.1') }, 2, null);
  await settled();
  assert.deepEqual((await recovered(fs)).history, ['1.1', '2.1']);
});
