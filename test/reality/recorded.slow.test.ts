/**
 * What real servers did under kills, recorded at their sockets and disks, was a behaviour of the specification: `zabkeeper conform` says so,
 * and says something else when one line of it is gone.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Driver } from '../driver/driver.js';
import { startEnsemble } from '../peers/ensemble.js';
import type { PeerEnsemble, PeerServer } from '../peers/ensemble.js';
import { ZABKEEPER } from '../peers/zabkeeper.js';

const MAIN = fileURLToPath(new URL('../../impl/main.ts', import.meta.url));
const WRITES = 300;

function traceOf(folder: string, configFile: string): string {
  const [, id = '0'] = /server-(\d+)\/zoo\.cfg$/.exec(configFile) ?? [];
  return join(folder, `server-${id}.ndjson`);
}

async function write(server: PeerServer, path: string): Promise<void> {
  const driver = await Driver.connect({ port: server.clientPort, timeoutMs: 10_000 });
  await driver.create(path);
  await Promise.all(Array.from({ length: WRITES }, (_, index) => driver.setData(path, String(index))));
  await driver.sync();
  await driver.closeSession();
}

/** Writes by whoever serves, with the leader killed in between, the killed one back, and at last everybody stopped. */
async function live(ensemble: PeerEnsemble): Promise<void> {
  const follower = async (): Promise<PeerServer> => {
    const leader = await ensemble.leader();
    return ensemble.servers.find((server) => server !== leader && server.pid !== null) ?? leader;
  };
  await write(await follower(), '/before');
  for (const round of [1, 2]) {
    const leader = await ensemble.leader();
    await leader.kill('SIGKILL');
    const others = ensemble.servers.filter((server) => server !== leader);
    for (const server of others) await server.serving();
    await write(await follower(), `/without-${round}`);
    leader.restart();
    await leader.serving();
    await write(leader, `/again-${round}`);
  }
  for (const server of ensemble.servers) await server.kill('SIGTERM');
}

function conform(files: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', MAIN, 'conform', ...files, '--coverage'], {
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}

test('recorded: a life with two killed leaders conforms; the same with one message left out does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zabkeeper-recorded-'));
  try {
    const software = {
      ...ZABKEEPER,
      command: (configFile: string): readonly [string, ...string[]] => [
        ...ZABKEEPER.command(configFile, {}),
        '--record',
        traceOf(folder, configFile),
      ],
    };
    const ensemble = await startEnsemble(software, { servers: 3, observers: 1, properties: { snapCount: '200' } });
    try {
      await live(ensemble);
    } finally {
      await ensemble.close();
    }
    const files = [1, 2, 3, 4].map((id) => join(folder, `server-${id}.ndjson`));
    const whole = conform(files);
    assert.equal(whole.status, 0, whole.output);
    console.log(whole.output.split('\n').slice(-6).join('\n'));

    const [first = ''] = files;
    const lines = readFileSync(first, 'utf8').split('\n');
    const at = lines.findIndex((line, index) => index > lines.length / 3 && line.startsWith('{"t":"in"'));
    assert.ok(at > 0, 'a message was received');
    writeFileSync(first, lines.filter((_, index) => index !== at).join('\n'));
    const torn = conform(files);
    assert.equal(torn.status, 12, torn.output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
