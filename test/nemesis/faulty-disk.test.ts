/** The disk of a nemesis: what was not synced is gone with the process, orders are obeyed, and everything else is as on the real one. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DiskFault } from '#impl/disk/errors.js';
import type { FileSystem } from '#impl/disk/file-system.js';
import { nodeFileSystem } from '#impl/disk/node-file-system.js';
import { DiskCondition, faultyFileSystem, isDiskOrder } from './faulty-disk.js';

const BYTES = new TextEncoder().encode('what was written');

async function onDisk(
  play: (fs: FileSystem, path: string, condition: DiskCondition, content: () => string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'zabkeeper-faulty-disk-'));
  const condition = new DiskCondition();
  const path = join(folder, 'file');
  try {
    await play(faultyFileSystem(nodeFileSystem, condition), path, condition, () => readFileSync(path, 'latin1'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a file has what was synced, and nothing else when it is closed', async () => {
  await onDisk(async (fs, path, _condition, content) => {
    const file = await fs.open(path, 'create');
    await file.write(BYTES, 0);
    assert.equal(content(), '', 'a process that is killed now has written nothing');
    await file.sync();
    assert.equal(content(), 'what was written');
    await file.write(BYTES, BYTES.length);
    await file.close();
    assert.equal(content(), 'what was written');
  });
});

test('who reads what was not synced reads it all the same', async () => {
  await onDisk(async (fs, path) => {
    const file = await fs.open(path, 'create');
    await file.write(BYTES, 2);
    assert.equal(await file.size(), BYTES.length + 2);
    const read = new Uint8Array(BYTES.length);
    await file.read(read, 2);
    assert.deepEqual(read, BYTES);
    await file.close();
  });
});

test('a bytes buffer that is used again after a write does not change what was written', async () => {
  await onDisk(async (fs, path, _condition, content) => {
    const file = await fs.open(path, 'create');
    const bytes = BYTES.slice();
    await file.write(bytes, 0);
    bytes.fill(0);
    await file.sync();
    assert.equal(content(), 'what was written');
    await file.close();
  });
});

test('a synced file is written at once', async () => {
  await onDisk(async (fs, path, _condition, content) => {
    const file = await fs.open(path, 'create-synced');
    await file.write(BYTES, 0);
    assert.equal(content(), 'what was written');
    await file.close();
  });
});

test('the next sync fails, of whatever kind, and only that one', async () => {
  await onDisk(async (fs, path, condition) => {
    const fault = (error: unknown): boolean => error instanceof DiskFault && error.error.code === 'ZAB-D001';
    const [plain, synced] = [await fs.open(path, 'create'), await fs.open(`${path}-2`, 'create-synced')];
    for (const sync of [() => plain.sync(), () => synced.write(BYTES, 0), () => fs.syncFolder(join(path, '..'))]) {
      condition.obey({ kind: 'disk', failNextSync: true });
      await assert.rejects(sync(), fault);
      await sync();
    }
    await plain.close();
    await synced.close();
  });
});

test('a slow disk takes its time, and is quick again when it is told', async () => {
  await onDisk(async (fs, path, condition) => {
    const file = await fs.open(path, 'create');
    condition.obey({ kind: 'disk', syncDelayMs: 50 });
    const begun = performance.now();
    await file.sync();
    // A timer may come a moment early.
    assert.ok(performance.now() - begun > 40);
    condition.obey({ kind: 'disk', syncDelayMs: 0 });
    await file.sync();
    await file.close();
  });
});

test('orders are told from other messages', () => {
  assert.ok(isDiskOrder({ kind: 'disk', syncDelayMs: 1 }));
  for (const other of [null, 'disk', { kind: 'serving' }, {}]) assert.ok(!isDiskOrder(other));
});
