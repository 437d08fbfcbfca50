/** Command lines of `server` and `ensemble` that make no sense are refused in words that say what would do. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CommanderError } from 'commander';
import { ensembleCommand } from '#impl/cli/ensemble-command.js';
import { serverCommand } from '#impl/cli/server-command.js';
import { openRecorder } from '#traces/record/recorder.js';
import { run } from './ensemble-run.js';

const COMPLAINTS: readonly (readonly [command: string, complaint: RegExp])[] = [
  ['ensemble --nodes 0', /option '-n, --nodes <count>' argument '0' is invalid\. Give a whole number from 1 to 99/],
  ['ensemble --nodes x', /argument 'x' is invalid\. Give a whole number/],
  ['ensemble --observers -1', /argument '-1' is invalid\. Give a whole number from 0/],
  ['ensemble --node 3', /unknown option '--node'\n\(Did you mean --nodes\?\)/],
  ['ensemble extra', /too many arguments/],
  ['ensemble --log-level loud', /Allowed choices are fatal, error, warn/],
  ['ensemble --set tickTime', /Write --set key=value/],
  ['ensemble --set =5', /Write --set key=value/],
  ['ensemble --set tickTme=5', /error: --set tickTme: .*did you mean tickTime\?/],
  ['ensemble --set tickTime=x --set initLimit=-1', /--set tickTime: "x" is not.*\nerror: --set initLimit: "-1" is not/],
  ['ensemble --set sslQuorum=true', /--set sslQuorum: "true" is refused\. There is no TLS/],
  ['ensemble --set dataDir=/d', /--set dataDir: this command chooses it for each server/],
  ['ensemble --set zookeeper.admin.serverPort=1', /--set zookeeper\.admin\.serverPort: this command chooses it/],
  ['ensemble --set server.1=a:1:2', /--set server\.1: this command chooses it/],
  ['ensemble --set syncLimit=0', /--set syncLimit: an ensemble needs a limit above 0/],
  ['server', /missing argument 'zoo\.cfg'/],
  ['server a b', /too many arguments/],
  ['server a --set b', /Write --set key=value/],
];

async function complaintAbout(words: readonly string[]): Promise<string> {
  let text = '';
  const [name, ...rest] = words;
  const command = (name === 'server' ? serverCommand(openRecorder) : ensembleCommand(openRecorder))
    .exitOverride()
    .configureOutput({ writeErr: (part) => (text += part) });
  await assert.rejects(command.parseAsync(rest, { from: 'user' }), CommanderError);
  return text;
}

test('usage: each mistake is refused in words that say what would do, and leaves no folder', async () => {
  const temporary = async (): Promise<readonly string[]> =>
    (await readdir(process.env['TMPDIR'] ?? tmpdir())).filter((name) => name.startsWith('zabkeeper-ensemble-'));
  const folder = await mkdtemp(join(tmpdir(), 'zabkeeper-usage-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    for (const [command, complaint] of COMPLAINTS) assert.match(await complaintAbout(command.split(' ')), complaint);
    assert.deepEqual(await temporary(), []);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    await rm(folder, { recursive: true });
  }
});

test('usage: the program ends with 64', async () => {
  for (const words of [['server'], ['ensemble', '--set', 'tickTme=1'], ['ensemble', '--nodes', '0']]) {
    const refused = run(...words);
    assert.deepEqual(await refused.ended, { code: 64, signal: null });
    assert.equal(refused.stdout(), '');
  }
});

test('usage: help names the exit codes', async () => {
  const [server, ensemble] = [run('server', '--help'), run('ensemble', '--help')];
  assert.equal((await server.ended).code, 0);
  assert.match(server.stdout(), /--set <key=value>[\s\S]*Exit codes:[\s\S]* 14 the election port cannot be opened/);
  assert.equal((await ensemble.ended).code, 0);
  assert.match(ensemble.stdout(), /--in-process[\s\S]*Exit codes:/);
});

test('usage: a data folder that cannot be is an error, not a stack', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zabkeeper-usage-'));
  await writeFile(join(folder, 'file'), '');
  const refused = run('ensemble', '--data', join(folder, 'file'));
  assert.equal((await refused.ended).code, 1);
  assert.match(refused.stderr(), /^error: EEXIST: .*\n$/);
  await rm(folder, { recursive: true });
});
