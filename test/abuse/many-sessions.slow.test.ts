/** Two thousand sessions that do little: what they cost, whether others notice, and how they end. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Driver } from '../driver/driver.js';
import { fourLetterWord } from '../peers/ports.js';
import { startZabkeeperEnsemble } from '../peers/zabkeeper.js';
import { within } from '../guarantees/within.js';
import { assertServed } from './canary.js';
import { needsProc, residentBytes } from './process-memory.js';

const SESSIONS = 2_000;
const TIMEOUT_MS = 10_000;
const EPHEMERALS = 200;

const ensemble = await startZabkeeperEnsemble({ servers: 3, properties: { maxSessionTimeout: '60000' } });
after(() => ensemble.close());
const ports = ensemble.servers.map(({ clientPort }) => clientPort);

async function connectionsOf(port: number): Promise<number> {
  return Number(/^Connections: (\d+)$/m.exec(await fourLetterWord(port, 'srvr'))?.[1]);
}

/** Milliseconds of a read, and of a write, that somebody else asks for. */
async function latencies(driver: Driver, count: number): Promise<{ readonly read: number; readonly write: number }> {
  const [reads, writes]: [number[], number[]] = [[], []];
  for (let done = 0; done < count; done++) {
    const startedMs = performance.now();
    await driver.exists('/others');
    const readMs = performance.now();
    await driver.setData('/others', null);
    reads.push(readMs - startedMs);
    writes.push(performance.now() - readMs);
  }
  const most = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(0.99 * values.length)] ?? 0;
  return { read: most(reads), write: most(writes) };
}

test('two thousand idle sessions', needsProc, async (t) => {
  const other = await Driver.connect({ port: ports[0] ?? 0, timeoutMs: 60_000, forget: true });
  await other.create('/others');
  await other.create('/idle');
  const alone = await latencies(other, 200);
  const before = ensemble.servers.map(({ pid }) => residentBytes(pid ?? 0));

  const startedMs = performance.now();
  const drivers: Driver[] = [];
  const AT_ONCE = 100;
  while (drivers.length < SESSIONS) {
    const opened = Array.from({ length: AT_ONCE }, (_, index) =>
      Driver.connect({ port: ports[index % ports.length] ?? 0, timeoutMs: TIMEOUT_MS, forget: true }),
    );
    drivers.push(...(await Promise.all(opened)));
  }
  const openMs = performance.now() - startedMs;
  assert.equal(new Set(drivers.map(({ sessionId }) => sessionId)).size, SESSIONS, 'no id twice');
  await Promise.all(drivers.slice(0, EPHEMERALS).map((driver, index) => driver.create(`/idle/${index}`, { flags: 1 })));

  const after = ensemble.servers.map(({ pid }) => residentBytes(pid ?? 0));
  const grown = after.reduce((sum, bytes, index) => sum + bytes - (before[index] ?? 0), 0);
  const pinging = setInterval(() => {
    for (const driver of drivers) driver.ping().catch(() => undefined);
  }, TIMEOUT_MS / 4);
  const crowded = await latencies(other, 200);
  t.diagnostic(
    `opened in ${openMs.toFixed(0)} ms; ${(grown / SESSIONS / 1024).toFixed(1)} KiB a session, of all three servers together`,
  );
  t.diagnostic(`99 of 100 of another client: ${JSON.stringify(alone)} ms alone, ${JSON.stringify(crowded)} ms among them`);
  assert.ok(openMs < 60_000);
  assert.ok(grown / SESSIONS < 0.25 * 0x10_0000);
  assert.ok(crowded.read < 250 && crowded.write < 1_000);

  // Every second one is closed; the others fall silent. All of them end, and what they made with them.
  const [closing, silent] = [0, 1].map((rest) => drivers.filter((_, index) => index % 2 === rest)) as [Driver[], Driver[]];
  await within(30_000, 'sessions close', Promise.all(closing.map((driver) => driver.closeSession())));
  clearInterval(pinging);
  const silentMs = performance.now();
  await within(TIMEOUT_MS + 20_000, 'sessions expire', Promise.all(silent.map(({ closed }) => closed)));
  const expiredMs = performance.now() - silentMs;
  t.diagnostic(`the silent ones were over after ${expiredMs.toFixed(0)} ms`);
  await other.sync();
  assert.deepEqual(await other.getChildren('/idle'), []);
  const left = await Promise.all(ports.map(connectionsOf));
  assert.deepEqual(left, [2, 1, 1], 'the other client, and who asks');
  await assertServed(ports);
  await other.closeSession();
});
