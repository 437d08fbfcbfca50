/**
 * `npm run bench:record`
 *
 * What a recorder costs: writes a second of three servers and their clients in one process, real sockets and real disks with fsync, with and
 * without recorders in turns. Both ensembles run all the time; the one that is not measured only pings. The medians of the rounds count. Traces go to the disk of the
 * servers, or into FOLDER.
 */
import { statSync } from 'node:fs';
import { Option } from 'commander';
import { commandLine } from '#checker/cli/command-line.js';
import { wholeNumber } from '#checker/cli/units.js';
import { Driver } from '../driver/driver.js';
import { startRecordedEnsemble } from './recorded-ensemble.js';
import type { RecordedEnsemble } from './recorded-ensemble.js';

const CLIENTS = 10;
/** Requests that each client has under way. */
const DEPTH = 100;
const DATA_BYTES = 100;
const WARM_UP_SECONDS = 2;

const KINDS = { off: null, on: '.ndjson', gzip: '.ndjson.gz' } as const;
type Kind = keyof typeof KINDS;

interface Options {
  readonly seconds: number;
  readonly rounds: number;
  readonly only?: Kind;
  readonly traces?: string;
  readonly json?: boolean;
}

interface Subject {
  readonly kind: Kind;
  readonly ensemble: RecordedEnsemble;
  readonly drivers: readonly Driver[];
  /** Writes a second, of each round. */
  readonly perSecond: number[];
  /** Microseconds of this process's processors for a write, of each round. */
  readonly cpuMicros: number[];
}

async function subject(kind: Kind): Promise<Subject> {
  const ensemble = await startRecordedEnsemble(KINDS[kind], values.traces);
  const ports = ensemble.ports();
  const drivers: Driver[] = [];
  for (let index = 0; index < CLIENTS; index++) {
    const driver = await Driver.connect({ port: ports[index % ports.length] ?? 0, timeoutMs: 30_000, forget: true });
    await driver.create(`/client-${index}`);
    drivers.push(driver);
  }
  return { kind, ensemble, drivers, perSecond: [], cpuMicros: [] };
}

async function load({ drivers }: Subject, seconds: number): Promise<{ readonly perSecond: number; readonly cpuMicros: number }> {
  const data = new Uint8Array(DATA_BYTES);
  const cpu = process.cpuUsage();
  const started = performance.now();
  let writes = 0;
  const lane = async (driver: Driver, path: string): Promise<void> => {
    while (performance.now() - started < seconds * 1000) {
      await driver.setData(path, data);
      writes += 1;
    }
  };
  await Promise.all(drivers.flatMap((driver, index) => Array.from({ length: DEPTH }, () => lane(driver, `/client-${index}`))));
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (writes / (performance.now() - started)) * 1000, cpuMicros: (user + system) / writes };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

interface Median {
  readonly kind: Kind;
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly traceBytes: number;
}

/** Ratios are to the first. */
function print(medians: readonly Median[]): void {
  for (const { kind, perSecond, cpuMicros, traceBytes } of medians) {
    const ratio = perSecond / (medians[0]?.perSecond ?? perSecond);
    const cpuRatio = cpuMicros / (medians[0]?.cpuMicros ?? cpuMicros);
    console.log(
      `recorder ${kind.padEnd(5)} ${perSecond.toFixed(0)} writes/s (ratio ${ratio.toFixed(3)}), ` +
        `${cpuMicros.toFixed(1)} µs of processors a write (ratio ${cpuRatio.toFixed(3)}), traces ${(traceBytes / 1e6).toFixed(1)} MB`,
    );
  }
}

const values = commandLine('bench:record', 'What a recorder costs: writes a second of three servers, with and without, in turns.')
  .option('--seconds <count>', 'of each round', wholeNumber(1), 3)
  .option('--rounds <count>', 'in turns; medians count', wholeNumber(1), 5)
  .addOption(new Option('--only <kind>', 'measure only this one').choices(Object.keys(KINDS)))
  .option('--traces <folder>', 'where traces go (default: beside the data of the servers)')
  .option('--json', 'print one JSON document')
  .parse()
  .opts<Options>();
const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => values.only === undefined || kind === values.only);
const subjects: Subject[] = [];
try {
  for (const kind of kinds) subjects.push(await subject(kind));
  for (const each of subjects) await load(each, WARM_UP_SECONDS);
  for (let round = 0; round < values.rounds; round++) {
    for (const each of subjects) {
      const { perSecond, cpuMicros } = await load(each, values.seconds);
      each.perSecond.push(perSecond);
      each.cpuMicros.push(cpuMicros);
    }
  }
  const medians = subjects.map(({ kind, perSecond, cpuMicros, ensemble }) => ({
    kind,
    perSecond: median(perSecond),
    cpuMicros: median(cpuMicros),
    traceBytes: ensemble.traces.reduce((sum, file) => sum + statSync(file).size, 0),
  }));
  if (values.json === true) console.log(JSON.stringify({ seconds: values.seconds, rounds: values.rounds, medians }));
  else print(medians);
} finally {
  for (const { drivers, ensemble } of subjects) {
    for (const driver of drivers) await driver.closeSession();
    await ensemble.close();
    ensemble.remove();
  }
}
