/** Files that Apache ZooKeeper wrote: read, and written again to the byte. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DISK_DEFAULTS, openDisk } from '#impl/disk/disk.js';
import type { DiskOptions, OpenedDisk } from '#impl/disk/disk.js';
import type { FileSystem } from '#impl/disk/file-system.js';
import { LogWriter } from '#impl/disk/log-writer.js';
import { readLogFile } from '#impl/disk/log-reader.js';
import { withFile } from '#impl/disk/file-system.js';
import type { LogEntry } from '#impl/disk/log-format.js';
import { encode } from '#impl/wire/jute.js';
import { txn } from '#impl/wire/txns.js';
import { showZxid, ZERO, zxid } from '#spec/model/zxid.js';
import { FaultyFiles } from './faulty-files.js';
import { apacheDisk, apacheFile } from './apache-files.js';
import { DATA, FOLDER, valueOf } from './ledger.js';
import { contentOfWhole, decoded, encoded, NOTHING, recordSink, txnOf } from './records.js';
import type { Whole } from './records.js';

async function opened(fs: FileSystem, more: Partial<DiskOptions<Whole>> = {}): Promise<OpenedDisk<Whole>> {
  const empty = (): { readonly tree: Whole; readonly content: ReturnType<typeof contentOfWhole> } => ({
    tree: NOTHING,
    content: contentOfWhole(NOTHING),
  });
  return valueOf(await openDisk(fs, { ...DISK_DEFAULTS, dataDir: DATA, dataLogDir: DATA, sink: recordSink, empty, ...more }));
}

function operations({ durable: { history } }: OpenedDisk<Whole>): readonly string[] {
  return history.after(history.base).map(({ zxid: id, value }) => `${showZxid(id)} ${txnOf(value).operation.op}`);
}

async function entriesOf(name: string): Promise<readonly LogEntry[]> {
  return withFile(apacheDisk(), `${FOLDER}/${name}`, 'read', async (file) => {
    const all: LogEntry[] = [];
    const batches = readLogFile(file);
    let step = await batches.next();
    for (; step.done !== true; step = await batches.next()) all.push(...step.value);
    assert.equal(step.value.kind, 'clean');
    return all;
  });
}

test('apache: a data directory comes up with its newest snapshot and the log behind it', async () => {
  const disk = await opened(apacheDisk());
  assert.equal(showZxid(disk.durable.snapshotZxid), '0.13');
  assert.deepEqual(operations(disk), ['0.14 createSession', '0.15 create']);
  assert.deepEqual(
    disk.notes.map((each) => each.kind),
    ['epoch', 'epoch'],
  );
  const paths = disk.tree.records.flatMap((each) => (each.kind === 'node' ? [each.path] : []));
  assert.equal(paths.join(' '), '/ /a /a/s-0000000000 /z /c /zookeeper /zookeeper/config /zookeeper/quota /e');
  assert.deepEqual(disk.tree.trailer.lastZxid, zxid(0, 13));
});

test('apache: without its newest snapshots, the older ones and all logs tell the same story', async () => {
  const disk = await opened(apacheDisk(['snapshot.d', 'snapshot.7']));
  const all =
    'createSession create setData create create multi error createSession create createContainer setACL delete closeSession createSession create';
  assert.equal(
    operations(disk)
      .map((each) => each.split(' ')[1])
      .join(' '),
    all,
  );
  const fromSeven = await opened(apacheDisk(['snapshot.d']));
  assert.deepEqual(operations(fromSeven), operations(disk).slice(7));
});

for (const name of ['log.1', 'log.8', 'log.e']) {
  test(`apache: ${name} written again by us, entry by entry, is the same file`, async () => {
    const fs = new FaultyFiles();
    await fs.makeFolder(FOLDER);
    const writer = new LogWriter(fs, FOLDER, { preallocBytes: 1024, sync: true, fileBytesMax: 0 });
    for (const entry of await entriesOf(name)) {
      const payload = encode(txn, txnOf(entry.payload));
      assert.deepEqual(payload, new Uint8Array(entry.payload), `the payload of ${showZxid(entry.zxid)}`);
      writer.append({ zxid: entry.zxid, payload });
      await writer.commit();
    }
    assert.deepEqual(fs.bytes(`${FOLDER}/${name}`), apacheFile(name));
  });
}

for (const name of ['snapshot.0', 'snapshot.7', 'snapshot.d']) {
  test(`apache: ${name} read and written again is the same file`, () => {
    const whole = decoded([apacheFile(name)]);
    if (typeof whole === 'string') assert.fail(whole);
    assert.deepEqual(new Uint8Array(encoded(whole)), apacheFile(name));
  });
}

test('apache: a snapshot of before 3.6 and of before 3.9 lacks the last blocks', () => {
  const bytes = apacheFile('snapshot.7');
  for (const [cut, digest, lastZxid] of [
    [0, true, true],
    [21, true, false],
    [54, false, false],
  ] as const) {
    const whole = decoded([bytes.slice(0, bytes.length - cut)]);
    if (typeof whole === 'string') assert.fail(whole);
    assert.deepEqual([whole.trailer.digest !== null, whole.trailer.lastZxid !== null], [digest, lastZxid]);
    assert.deepEqual(new Uint8Array(encoded({ ...whole, zxid: ZERO })), bytes.slice(0, bytes.length - cut));
  }
});
