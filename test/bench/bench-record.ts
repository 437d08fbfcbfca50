/**
 * `npm run bench:record -- [--seconds S] [--rounds R] [--only off|on|gzip] [--traces FOLDER]`
 *
 * What a recorder costs: writes a second of three servers and their clients in one process, real sockets and real disks with fsync, with and
 * without recorders in turns. Both ensembles run all the time; the one that is not measured only pings. The medians of the rounds count. Traces go to the disk of the
 * servers, or into FOLDER.
 */
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
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

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    traces: { type: 'string' },
  },
});
const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => values.only === undefined || kind === values.only);
const subjects: Subject[] = [];
try {
  for (const kind of kinds) subjects.push(await subject(kind));
  for (const each of subjects) await load(each, WARM_UP_SECONDS);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const each of subjects) {
      const { perSecond, cpuMicros } = await load(each, Number(values.seconds));
      each.perSecond.push(perSecond);
      each.cpuMicros.push(cpuMicros);
    }
  }
  const first = subjects[0];
  for (const { kind, perSecond, cpuMicros, ensemble } of subjects) {
    const [rate, cpu] = [median(perSecond), median(cpuMicros)];
    const ratio = first === undefined ? 1 : rate / median(first.perSecond);
    const cpuRatio = first === undefined ? 1 : cpu / median(first.cpuMicros);
    const bytes = ensemble.traces.reduce((sum, file) => sum + statSync(file).size, 0);
    console.log(
      `recorder ${kind.padEnd(5)} ${rate.toFixed(0)} writes/s (ratio ${ratio.toFixed(3)}), ` +
        `${cpu.toFixed(1)} µs of processors a write (ratio ${cpuRatio.toFixed(3)}), traces ${(bytes / 1e6).toFixed(1)} MB`,
    );
  }
} finally {
  for (const { drivers, ensemble } of subjects) {
    for (const driver of drivers) await driver.closeSession();
    await ensemble.close();
    ensemble.remove();
  }
}
