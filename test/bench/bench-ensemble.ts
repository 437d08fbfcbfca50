/**
 * `npm run bench:ensemble`
 *
 * Writes a second, ours beside Apache ZooKeeper's, on this machine in one run: three servers each, real processes, real disks with fsync,
 * clients spread over all servers. Both run all the time and are measured in turns; the medians of the rounds count. The one that is not
 * measured only pings. Without Java, or without Apache's artifacts, ours is measured alone and the run says so.
 */
import { Option } from 'commander';
import { commandLine } from '#checker/cli/command-line.js';
import { wholeNumber } from '#checker/cli/units.js';
import { apacheSoftware } from '../peers/apache.js';
import { apacheClassPath } from '../peers/class-path.js';
import { startEnsemble } from '../peers/ensemble.js';
import type { PeerEnsemble } from '../peers/ensemble.js';
import { ZABKEEPER } from '../peers/zabkeeper.js';
import { Driver } from '../driver/driver.js';

interface Load {
  readonly name: string;
  readonly clients: number;
  /** Requests that each client has under way. */
  readonly depth: number;
}

const LOADS: readonly Load[] = [
  { name: 'setData, 100 clients, one at a time each', clients: 100, depth: 1 },
  { name: 'setData, 10 clients, 100 deep each', clients: 10, depth: 100 },
];

/** As a server is run, not as a test runs one: with its optimising compiler and room. */
const JVM_OPTIONS = ['-Xmx1g'];

const DATA_BYTES = 100;
const WARM_UP_SECONDS = 2;
const NANOS_PER_MS = 1e6;

interface Options {
  readonly seconds: number;
  readonly rounds: number;
  readonly peer?: 'zabkeeper' | 'apache';
  readonly json?: boolean;
}

interface Measured {
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** As many writes as can be in the time, by clients that are connected already. */
async function measure(drivers: readonly Driver[], { depth }: Load, seconds: number): Promise<Measured> {
  const latencies: number[] = [];
  const data = new Uint8Array(DATA_BYTES);
  const started = process.hrtime.bigint();
  const end = started + BigInt(Math.round(seconds * 1000 * NANOS_PER_MS));
  const lane = async (driver: Driver, path: string): Promise<void> => {
    for (let now = process.hrtime.bigint(); now < end;) {
      await driver.setData(path, data);
      const after = process.hrtime.bigint();
      latencies.push(Number(after - now) / NANOS_PER_MS);
      now = after;
    }
  };
  await Promise.all(
    drivers.flatMap((driver, index) => Array.from({ length: depth }, () => lane(driver, `/bench/client-${index}`))),
  );
  const elapsed = Number(process.hrtime.bigint() - started) / NANOS_PER_MS / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))] ?? 0;
  return { perSecond: latencies.length / elapsed, medianMs: at(0.5), p99Ms: at(0.99) };
}

async function connectAll({ servers }: PeerEnsemble, clients: number): Promise<readonly Driver[]> {
  const drivers: Driver[] = [];
  for (let index = 0; index < clients; index++) {
    const port = servers[index % servers.length]?.clientPort ?? 0;
    drivers.push(await Driver.connect({ port, timeoutMs: 30_000, forget: true }));
  }
  return drivers;
}

async function prepare(ensemble: PeerEnsemble, clients: number): Promise<void> {
  const driver = await Driver.connect({ port: ensemble.servers[0]?.clientPort ?? 0, timeoutMs: 30_000 });
  await driver.create('/bench');
  for (let index = 0; index < clients; index++) await driver.create(`/bench/client-${index}`);
  await driver.closeSession();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function medianOf(rounds: readonly Measured[]): Measured {
  return {
    perSecond: median(rounds.map((round) => round.perSecond)),
    medianMs: median(rounds.map((round) => round.medianMs)),
    p99Ms: median(rounds.map((round) => round.p99Ms)),
  };
}

const values = commandLine('bench:ensemble', "Writes a second, ours beside Apache ZooKeeper's: three servers each, fsync on.")
  .option('--seconds <count>', 'of each round', wholeNumber(1), 5)
  .option('--rounds <count>', 'in turns; medians count', wholeNumber(1), 3)
  .addOption(new Option('--peer <name>', 'measure only this one').choices(['zabkeeper', 'apache']))
  .option('--json', 'print one JSON document a load')
  .parse()
  .opts<Options>();
const { seconds, rounds } = values;

const properties = { tickTime: '2000', initLimit: '10', syncLimit: '5' };
const apache = values.peer === 'zabkeeper' ? { ok: false as const, why: '--peer zabkeeper' } : apacheClassPath();
const ensembles: { readonly name: string; readonly ensemble: PeerEnsemble }[] = [];
try {
  if (values.peer !== 'apache') ensembles.push({ name: 'zabkeeper', ensemble: await startEnsemble(ZABKEEPER, { properties }) });
  if (apache.ok) {
    ensembles.push({ name: 'apache 3.9.4', ensemble: await startEnsemble(apacheSoftware(JVM_OPTIONS), { properties }) });
  } else console.error(`Apache ZooKeeper is not measured: ${apache.why}`);
  for (const { ensemble } of ensembles) await prepare(ensemble, Math.max(...LOADS.map(({ clients }) => clients)));
  for (const load of LOADS) await compare(load);
} finally {
  for (const { ensemble } of ensembles) await ensemble.close();
}

async function compare(load: Load): Promise<void> {
  const measured = new Map<string, Measured[]>();
  for (let round = 0; round < rounds; round++) {
    for (const { name, ensemble } of ensembles) {
      const drivers = await connectAll(ensemble, load.clients);
      await measure(drivers, load, WARM_UP_SECONDS);
      const result = await measure(drivers, load, seconds);
      for (const driver of drivers) await driver.closeSession();
      measured.set(name, [...(measured.get(name) ?? []), result]);
    }
  }
  const medians = [...measured].map(([name, all]) => ({ name, ...medianOf(all) }));
  if (values.json === true) {
    console.log(JSON.stringify({ load: load.name, seconds, rounds, medians }));
    return;
  }
  console.log(load.name);
  for (const { name, perSecond, medianMs, p99Ms } of medians) {
    console.log(
      `  ${name.padEnd(14)} ${perSecond.toFixed(0)} writes/s, median ${medianMs.toFixed(2)} ms, 99 % ${p99Ms.toFixed(2)} ms`,
    );
  }
  const [ours, theirs] = medians;
  if (ours !== undefined && theirs !== undefined) {
    console.log(`  ratio          ${(ours.perSecond / theirs.perSecond).toFixed(2)}`);
  }
}
