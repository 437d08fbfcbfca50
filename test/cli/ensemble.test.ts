/** `zabkeeper ensemble` with real servers: what it prints is true, and it leaves nothing behind. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, document, isAlive, run, untilGone } from './ensemble-run.js';
import type { Run } from './ensemble-run.js';

let folder = '';
const runs: Run[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zabkeeper-ensemble-test-'));
});
after(async () => {
  for (const { child } of runs) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function ensemble(...words: readonly string[]): Run {
  const started = run('ensemble', '--set', 'preAllocSize=64', '--set', 'tickTime=500', ...words);
  runs.push(started);
  return started;
}

test('ensemble: three processes serve as printed, and Ctrl-C leaves nothing behind', async () => {
  const running = ensemble('--json');
  const { connectString, servers } = await document(running);
  assert.match(connectString, /^127\.0\.0\.1:\d+,127\.0\.0\.1:\d+,127\.0\.0\.1:\d+$/);
  assert.equal(new Set(servers.map(({ pid }) => pid)).size, 3);
  const modes = await Promise.all(servers.map(async ({ client }) => /Mode: (\w+)/.exec(await ask(client, 'srvr'))?.[1]));
  assert.deepEqual(
    modes,
    servers.map(({ mode }) => mode),
  );
  assert.deepEqual(modes.toSorted(), ['follower', 'follower', 'leader']);
  for (const { id, admin, config, dataDir, log } of servers) {
    assert.equal((await fetch(`${admin ?? ''}/ruok`)).status, 200);
    assert.equal((await readFile(join(dataDir, 'myid'), 'utf8')).trim(), String(id));
    assert.match(await readFile(config, 'utf8'), /^tickTime=500$/m);
    assert.match(await readFile(log, 'utf8'), /^\{"level":"/);
  }
  running.child.kill('SIGINT');
  assert.deepEqual(await running.ended, { code: 0, signal: null });
  assert.deepEqual({ alive: servers.filter(({ pid }) => isAlive(pid)), stderr: running.stderr() }, { alive: [], stderr: '' });
  assert.equal(existsSync(dirname(servers[0]?.dataDir ?? folder)), false);
});

test('ensemble: in this process, with an observer, the table begins with the connect string', async () => {
  const running = ensemble('--in-process', '--nodes', '1', '--observers', '1');
  await running.says(/Ctrl-C stops/);
  const [first, , , ...rows] = running.stdout().split('\n');
  const clients = (first ?? '').split(',');
  assert.equal(clients.length, 2);
  const pid = String(running.child.pid);
  for (const [index, mode] of ['leader', 'observer'].entries()) {
    assert.match(await ask(clients[index] ?? '', 'srvr'), new RegExp(`Mode: ${mode}`));
    assert.match(rows[index] ?? '', new RegExp(`^${index + 1} +${mode} +${pid} +${clients[index] ?? ''} +http://127`));
  }
  running.child.kill('SIGTERM');
  assert.deepEqual(await running.ended, { code: 0, signal: null });
  assert.match(running.stderr(), /^warning: 1 participant: none may fail/);
});

test('ensemble: one node stands alone', async () => {
  const running = ensemble('--nodes', '1', '--in-process', '--json');
  const { servers } = await document(running);
  assert.deepEqual(
    servers.map(({ mode }) => mode),
    ['standalone'],
  );
  running.child.kill('SIGINT');
  assert.equal((await running.ended).code, 0);
});

test('ensemble: kept data is gone on with, by the same servers only', async () => {
  const data = join(folder, 'kept');
  const epoch = (): Promise<string> => readFile(join(data, 'server-1/version-2/currentEpoch'), 'utf8');
  const epochs: number[] = [];
  for (let round = 0; round < 2; round++) {
    const running = ensemble('--data', data, '--in-process', '--json');
    await document(running);
    running.child.kill('SIGINT');
    assert.equal((await running.ended).code, 0, running.stderr());
    epochs.push(Number(await epoch()));
  }
  assert.ok(epochs.every((each) => each > 0) && (epochs[1] ?? 0) > (epochs[0] ?? 0), epochs.join());
  const other = ensemble('--data', data, '--nodes', '1');
  assert.equal((await other.ended).code, 64);
  assert.match(other.stderr(), /holds an ensemble of other servers: give --nodes 3 --observers 0, or another folder/);
});

test('ensemble: a server that ends by itself is told of, the others go on, and its log is kept', async () => {
  const running = ensemble('--json');
  const { servers } = await document(running);
  const [first, second] = servers;
  assert.ok(first !== undefined && second !== undefined);
  process.kill(first.pid, 'SIGKILL');
  await running.says(/server 1 ended unexpectedly \(signal SIGKILL\); its log is .*server-1\/server\.log\n/, 'stderr');
  assert.equal(await ask(second.client, 'ruok'), 'imok');
  running.child.kill('SIGTERM');
  assert.deepEqual(await running.ended, { code: 1, signal: null });
  const kept = dirname(first.dataDir);
  assert.match(running.stderr(), new RegExp(`kept for you to look at: ${kept}\n$`));
  assert.ok(existsSync(first.log));
  await rm(kept, { recursive: true });
});

test('ensemble: a second Ctrl-C does not wait for a server that hangs', async () => {
  const running = ensemble('--json');
  const { servers } = await document(running);
  process.kill(servers[0]?.pid ?? 0, 'SIGSTOP');
  running.child.kill('SIGINT');
  // The others are gone, so the first signal was heard; a person takes longer than an echo of the first.
  await untilGone(servers.slice(1).map(({ pid }) => pid));
  await pause(600);
  assert.equal(running.child.exitCode, null);
  running.child.kill('SIGINT');
  assert.deepEqual(await running.ended, { code: 130, signal: null });
  await untilGone(servers.map(({ pid }) => pid));
  assert.equal(existsSync(dirname(servers[0]?.dataDir ?? folder)), false);
});

test('ensemble: servers do not outlive the process that started them', async () => {
  const running = ensemble('--json', '--data', join(folder, 'orphans'));
  const { servers } = await document(running);
  running.child.kill('SIGKILL');
  await untilGone(servers.map(({ pid }) => pid));
});

test('ensemble: servers that cannot start end it, with the path of a log that says why', async () => {
  // A folder where the epoch has to be.
  const data = join(folder, 'broken');
  const first = ensemble('--data', data, '--in-process', '--json', '--nodes', '1');
  await document(first);
  first.child.kill('SIGINT');
  await first.ended;
  const epoch = join(data, 'server-1/version-2/currentEpoch');
  await rm(epoch, { force: true });
  await mkdir(epoch);
  const running = ensemble('--data', data, '--nodes', '1');
  assert.equal((await running.ended).code, 1);
  assert.match(running.stderr(), /^server 1 ended unexpectedly \(exit code 3\); its log is /);
  assert.match(await readFile(join(data, 'server-1/server.log'), 'utf8'), /"level":"fatal".*"code":"ZAB-D/);
});
