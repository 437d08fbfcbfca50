/** The real file system, and what only it can show: errors of the system, whole disks in a folder, compressed snapshots. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readMyid, writeMyid } from '#impl/disk/myid.js';
import { nodeFileSystem } from '#impl/disk/node-file-system.js';
import { attempt } from '#impl/disk/errors.js';
import { zxid } from '#spec/model/zxid.js';
import { codeOf, contentOf, entries, historyOf, opened, optionsFor, valueOf } from './ledger.js';
import { openDisk } from '#impl/disk/disk.js';

let root = '';

before(() => {
  root = mkdtempSync(join(tmpdir(), 'zabkeeper-disk-'));
});

after(() => {
  rmSync(root, { recursive: true, force: true });
});

const folders = (name: string): { readonly dataDir: string; readonly dataLogDir: string } => ({
  dataDir: join(root, name, 'data'),
  dataLogDir: join(root, name, 'log'),
});

test('node files: a life on a real disk, data and logs in two folders', async () => {
  const where = folders('life');
  const { disk } = await opened(nodeFileSystem, { ...where, preallocBytes: 0x1_0000 });
  valueOf(
    await disk.submit([
      { kind: 'acceptedEpoch', epoch: 2 },
      { kind: 'append', entries: entries('1.1 1.2') },
    ]),
  );
  valueOf(await disk.submit([{ kind: 'roll' }, { kind: 'append', entries: entries('1.3') }, { kind: 'currentEpoch', epoch: 1 }]));
  valueOf(await disk.submit([{ kind: 'snapshot', snapshot: contentOf(zxid(1, 2), ['1.1', '1.2']) }]));
  valueOf(
    await disk.submit([
      { kind: 'truncate', zxid: zxid(1, 2) },
      { kind: 'append', entries: entries('2.1 2.2', 700_000) },
    ]),
  );
  valueOf(await disk.close());
  assert.deepEqual(readdirSync(join(where.dataDir, 'version-2')).sort(), [
    'acceptedEpoch',
    'currentEpoch',
    'snapshot.0',
    'snapshot.100000002',
  ]);
  assert.deepEqual(readdirSync(join(where.dataLogDir, 'version-2')).sort(), ['log.100000001', 'log.200000001']);
  assert.equal(readFileSync(join(where.dataDir, 'version-2', 'acceptedEpoch'), 'utf8'), '2');
  const again = await opened(nodeFileSystem, where);
  assert.deepEqual([historyOf(again), again.notes, again.durable.currentEpoch], [['1.1', '1.2', '2.1', '2.2'], [], 1]);
});

test('node files: a preallocated log has the size of Apache’s and takes little room', async () => {
  const where = folders('large');
  const { disk } = await opened(nodeFileSystem, { ...where, preallocBytes: 0x400_0000 });
  valueOf(
    await disk.submit([
      { kind: 'acceptedEpoch', epoch: 1 },
      { kind: 'append', entries: entries('1.1') },
    ]),
  );
  const { size, blocks } = statSync(join(where.dataLogDir, 'version-2', 'log.100000001'));
  assert.equal(size, 16 + 0x400_0000);
  assert.ok(blocks * 512 < 0x10_0000, `${blocks} blocks`);
  valueOf(await disk.close());
  assert.deepEqual(historyOf(await opened(nodeFileSystem, where)), ['1.1']);
});

test('node files: a snapshot compressed with gzip is read, a broken one is not', async () => {
  const where = folders('gzip');
  const { disk } = await opened(nodeFileSystem, where);
  valueOf(
    await disk.submit([
      { kind: 'acceptedEpoch', epoch: 1 },
      { kind: 'append', entries: entries('1.1 1.2') },
    ]),
  );
  valueOf(await disk.submit([{ kind: 'snapshot', snapshot: contentOf(zxid(1, 2), ['1.1', '1.2']) }]));
  valueOf(await disk.close());
  const plain = join(where.dataDir, 'version-2', 'snapshot.100000002');
  const bytes = gzipSync(readFileSync(plain));
  rmSync(plain);
  writeFileSync(`${plain}.gz`, bytes);
  const whole = await opened(nodeFileSystem, where);
  assert.deepEqual([whole.tree, whole.notes], [['1.1', '1.2'], []]);
  for (const broken of [bytes.subarray(0, bytes.length - 9), bytes.map((byte, at) => (at === 30 ? byte ^ 4 : byte))]) {
    writeFileSync(`${plain}.gz`, broken);
    const older = await opened(nodeFileSystem, where);
    assert.deepEqual([historyOf(older), older.notes.map((each) => each.kind)], [['1.1', '1.2'], ['snapshot-skipped']]);
  }
});

test('node files: what the system refuses is an error with its name, and a full disk is one of its own', async () => {
  const missing = await attempt(() => nodeFileSystem.open(join(root, 'nowhere', 'x'), 'read'));
  assert.ok(!missing.ok && missing.error.code === 'ZAB-D001' && missing.error.message.includes('ENOENT'));
  assert.equal(await nodeFileSystem.list(join(root, 'nowhere')), null);
  writeFileSync(join(root, 'file'), '');
  const blocked = await openDisk(nodeFileSystem, optionsFor({ dataDir: join(root, 'file'), dataLogDir: join(root, 'file') }));
  assert.equal(codeOf(blocked), 'ZAB-D001');
});

test(
  'node files: a device without room',
  { skip: !readdirSync('/').includes('dev') || !readdirSync('/dev').includes('full') },
  async () => {
    const full = await nodeFileSystem.open('/dev/full', 'modify');
    const written = await attempt(() => full.write(new Uint8Array(10), 0));
    await full.close();
    assert.ok(!written.ok && written.error.code === 'ZAB-D002' && written.error.fatal);
  },
);

test('node files: myid', async () => {
  valueOf(await writeMyid(nodeFileSystem, join(root, 'new', 'folder'), 3));
  assert.equal(valueOf(await readMyid(nodeFileSystem, join(root, 'new', 'folder'))), 3);
});
