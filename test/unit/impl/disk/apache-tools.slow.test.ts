/**
 * Apache's own tools, and a server of Apache's, on files that we wrote. Needs Java and Maven; skipped by name without them.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DISK_DEFAULTS, openDisk } from '#impl/disk/disk.js';
import type { LogEntry } from '#impl/disk/log-format.js';
import { nodeFileSystem } from '#impl/disk/node-file-system.js';
import { encode } from '#impl/wire/jute.js';
import { txn } from '#impl/wire/txns.js';
import type { TxnOperation } from '#impl/wire/txns.js';
import { zxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { needs } from '../../../peers/cache.js';
import { apacheClassPath, JAVA } from '../../../peers/class-path.js';
import { fourLetterWord } from '../../../peers/ports.js';
import { serverPorts } from '../../../peers/server-ports.js';
import { APACHE_FILES } from './apache-files.js';
import { valueOf } from './ledger.js';
import { contentOfWhole, NOTHING, recordSink, txnOf } from './records.js';
import type { Whole } from './records.js';

const jars = apacheClassPath();
const options = needs(jars);
const classPath = jars.ok ? jars.value : '';

let root = '';

before(() => {
  root = mkdtempSync(join(tmpdir(), 'zabkeeper-apache-'));
});

after(() => {
  rmSync(root, { recursive: true, force: true });
});

function java(main: string, ...args: readonly string[]): string {
  return execFileSync(JAVA, ['-cp', classPath, main, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function entryOf(id: Zxid, operation: TxnOperation): LogEntry {
  const payload = encode(txn, { clientId: 0x77n, cxid: id.counter, zxid: id, time: 1_700_000_000_000, operation, digest: null });
  return { zxid: id, payload };
}

const open = { perms: 31, id: { scheme: 'world', id: 'anyone' } };

/** Apache's directory taken over: its history appended to, a snapshot of ours, and something behind that. */
async function takenOver(name: string): Promise<string> {
  const dataDir = join(root, name);
  mkdirSync(join(dataDir, 'version-2'), { recursive: true });
  for (const [file, bytes] of APACHE_FILES) if (file !== 'snapshot.d') writeFileSync(join(dataDir, 'version-2', file), bytes);
  const empty = (): { readonly tree: Whole; readonly content: ReturnType<typeof contentOfWhole> } => ({
    tree: NOTHING,
    content: contentOfWhole(NOTHING),
  });
  const { disk, tree, durable } = valueOf(
    await openDisk(nodeFileSystem, { ...DISK_DEFAULTS, dataDir, dataLogDir: dataDir, sink: recordSink, empty }),
  );
  assert.equal(durable.history.lastZxid.counter, 15);
  const data = new TextEncoder().encode('ours');
  const body = { path: '/ours', data, acl: [open], ephemeral: false, parentCVersion: 40 };
  valueOf(await disk.submit([{ kind: 'append', entries: [entryOf(zxid(0, 16), { op: 'create', body })] }, { kind: 'roll' }]));
  // Of the state at 7: as fuzzy as can be, for all that followed is replayed over it.
  valueOf(
    await disk.submit([
      { kind: 'snapshot', snapshot: contentOfWhole({ ...tree, trailer: { digest: null, lastZxid: zxid(0, 7) } }) },
    ]),
  );
  valueOf(
    await disk.submit([
      { kind: 'append', entries: [entryOf(zxid(0, 17), { op: 'setData', body: { path: '/ours', data, version: 1 } })] },
    ]),
  );
  valueOf(await disk.close());
  return dataDir;
}

test('apache tools: TxnLogToolkit and SnapshotFormatter read what we wrote', options, async () => {
  const folder = join(await takenOver('tools'), 'version-2');
  const log = java('org.apache.zookeeper.server.persistence.TxnLogToolkit', '-d', join(folder, 'log.10'));
  assert.match(log, /0x10 create/);
  assert.match(log, /EOF reached after 1 txns/);
  assert.doesNotMatch(log, /CRC ERROR/);
  const snapshot = java('org.apache.zookeeper.server.SnapshotFormatter', join(folder, 'snapshot.7'));
  assert.match(snapshot, /\/a\/s-0000000000/);
});

test(
  'apache tools: a server of Apache comes up on our files, and we on what it leaves',
  { ...options, timeout: 60_000 },
  async () => {
    const dataDir = await takenOver('server');
    const [port = 0] = await serverPorts(1);
    const properties = ['-Dzookeeper.4lw.commands.whitelist=srvr', '-Dzookeeper.admin.enableServer=false'];
    const server = spawn(
      JAVA,
      [...properties, '-cp', classPath, 'org.apache.zookeeper.server.ZooKeeperServerMain', String(port), dataDir],
      { stdio: 'ignore' },
    );
    const gone = new Promise((resolve) => server.once('exit', resolve));
    try {
      let answer = '';
      for (let tries = 0; tries < 200 && !answer.includes('Zxid'); tries++) {
        await sleep(100);
        answer = await fourLetterWord(port, 'srvr');
      }
      assert.match(answer, /Zxid: 0x1[1-9a-f]\b/, 'it replayed to ours, and perhaps closed a session since');
    } finally {
      server.kill('SIGKILL');
      await gone;
    }
    assert.ok(readdirSync(join(dataDir, 'version-2')).includes('snapshot.11'), 'it wrote a snapshot of its own');
    const empty = (): { readonly tree: Whole; readonly content: ReturnType<typeof contentOfWhole> } => ({
      tree: NOTHING,
      content: contentOfWhole(NOTHING),
    });
    const { tree, durable, disk } = valueOf(
      await openDisk(nodeFileSystem, { ...DISK_DEFAULTS, dataDir, dataLogDir: dataDir, sink: recordSink, empty }),
    );
    const ours = tree.records.find((each) => each.kind === 'node' && each.path === '/ours');
    assert.ok(ours?.kind === 'node' && ours.version === 1 && new TextDecoder().decode(ours.data ?? undefined) === 'ours');
    for (const each of durable.history.after(durable.history.base)) txnOf(each.value);
    valueOf(await disk.close());
  },
);
