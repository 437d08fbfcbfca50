/** `zabkeeper server` as an operator runs it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from './ensemble-run.js';

let folder = '';
let file = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zabkeeper-server-'));
  file = join(folder, 'zoo.cfg');
  await writeFile(
    file,
    [
      `dataDir=${folder}/data`,
      'clientPort=0',
      'clientPortAddress=127.0.0.1',
      'admin.serverPort=0',
      'admin.serverAddress=127.0.0.1',
      'preAllocSize=64',
      'flushDelay=10',
      'forceSync=no',
    ].join('\n'),
  );
});
after(() => rm(folder, { recursive: true, force: true }));

test('server: logs JSON lines with its warnings first, and SIGTERM ends it with 0', async () => {
  const server = run('server', file);
  await server.says(/"phase":"broadcast"|"mode":"standalone"|serving/);
  server.child.kill('SIGTERM');
  assert.deepEqual(await server.ended, { code: 0, signal: null });
  assert.equal(server.stderr(), '');
  const lines = server
    .stdout()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  assert.match(String(lines[0]?.['msg']), /^line 7: flushDelay: has no effect/);
  assert.match(String(lines[1]?.['msg']), /^line 8: forceSync: DATA LOSS/);
  for (const line of lines) assert.ok(typeof line['time'] === 'string' && line['server'] === 1, JSON.stringify(line));
});

test('server: --log-level leaves out what is less important', async () => {
  const server = run('server', file, '--log-level', 'fatal', '--set', 'dataDir=/dev/null/none');
  assert.deepEqual(await server.ended, { code: 3, signal: null });
  assert.match(server.stdout(), /^\{"level":"fatal",.*"code":"ZAB-D.*\}\n$/);
});

test('server: every problem of a file is told on standard error, with 2', async () => {
  const bad = join(folder, 'bad.cfg');
  await writeFile(bad, 'tickTime=fast\nclientPrt=2181\n');
  const server = run('server', bad, '--set', 'sslQuorum=true');
  assert.deepEqual(await server.ended, { code: 2, signal: null });
  assert.equal(server.stdout(), '');
  assert.deepEqual(
    server
      .stderr()
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(bad.length).split(' ').slice(0, 3).join(' ')),
    [':1: ZAB-C004: tickTime:', ':2: ZAB-C003: clientPrt:', ': ZAB-C005: sslQuorum:', ': ZAB-C006: dataDir'],
  );
});

test('server: --list-keys needs no file', async () => {
  const listing = run('server', '--list-keys');
  assert.equal((await listing.ended).code, 0);
  assert.match(listing.stdout(), /Obeyed:[\s\S]*tickTime = 3000[\s\S]*Refused[\s\S]*sslQuorum[\s\S]*ZAB-C001/);
});
