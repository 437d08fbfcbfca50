/**
 * A run: real servers with recorders, random clients with recorders, faults from a seed; and in the end, files.
 *
 *     clients ──▶ history.ndjson             servers ──▶ server-1.ndjson …      proxies ──▶ channels.ndjson
 *                   what they were told        what they did                     what connections are called at their ends
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { driveHistory } from '../feeders/history-driver.js';
import type { Software } from '../peers/ensemble.js';
import { Cluster } from '../reality/cluster.js';
import { Random } from '../reality/random.js';
import { FAULTS } from './faults.js';
import type { FaultName } from './faults.js';

export interface RunOptions {
  readonly seed: number;
  readonly voters: number;
  readonly observers: number;
  /** Faults come for so long. */
  readonly seconds: number;
  /** From which the seed picks. */
  readonly faults: readonly FaultName[];
  /** Where the files go. */
  readonly folder: string;
  /** The program of the servers; `server.ts` beside this file, or a copy that has a bug. */
  readonly program?: string;
  /** Told of everything that is done, as it is done. */
  readonly told: (line: string) => void;
}

export interface Recorded {
  readonly traces: readonly string[];
  readonly channels: string;
  readonly history: string;
  /** Why the run did not come to its end, with the ends of the servers' logs; null: it did. What is recorded can be judged all the same. */
  readonly problem: string | null;
}

const PROGRAM = fileURLToPath(new URL('./server.ts', import.meta.url));

/** Short, so that sessions that are left expire while the run lasts. */
const SESSION_MS = 2000;
const CLIENTS = 4;
/** What nobody was told of when a server is killed the judge has to guess: little. */
const PIPELINE_MAX = 3;
/** Between two faults. */
const CALM_MS = { least: 100, more: 700 } as const;

/** Snapshots often, quick elections. */
const PROPERTIES = { syncLimit: '8', snapCount: '400' } as const;

/** For all servers to serve in the beginning and in the end, and for clients to finish, on a machine that is busy. */
const GRACE_MS = 90_000;

export async function run(options: RunOptions): Promise<Recorded> {
  const { voters, observers, folder, program = PROGRAM } = options;
  clear(folder);
  const traces = Array.from({ length: voters + observers }, (_, index) => join(folder, `server-${index + 1}.ndjson`));
  const files = { traces, channels: join(folder, 'channels.ndjson'), history: join(folder, 'history.ndjson') };
  const software = (id: number): Software => ({
    name: 'Zabkeeper',
    outsideConfig: new Set(),
    command: (configFile) => [
      process.execPath,
      '--import',
      'tsx',
      program,
      'server',
      configFile,
      '--record',
      traces[id - 1] ?? '',
    ],
  });
  const cluster = await Cluster.make({ voters, observers, properties: PROPERTIES, software, takesOrders: true });
  const tooLate = new AbortController();
  const deadline = setTimeout(
    () => {
      tooLate.abort(new Error('the ensemble did not serve again in time'));
      for (const server of cluster.servers) void server.kill();
    },
    options.seconds * 1000 + GRACE_MS,
  );
  let problem: string | null = null;
  try {
    await live(cluster, files.history, options, tooLate.signal);
  } catch (error) {
    problem = `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${cluster.describe()}`;
  } finally {
    clearTimeout(deadline);
    tooLate.abort(new Error('the run is over'));
    const names = cluster.links.flatMap(({ quorum }) => quorum.endNames);
    writeFileSync(files.channels, names.map((each) => `${JSON.stringify(each)}\n`).join(''));
    await cluster.close();
  }
  return { ...files, problem };
}

/** What an earlier run has left: a recorder would go on in its files. */
function clear(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (/^(?:server-\d+|channels|history)\.ndjson$/.test(name)) rmSync(join(folder, name));
  }
}

async function live(cluster: Cluster, history: string, options: RunOptions, signal: AbortSignal): Promise<void> {
  await cluster.start();
  options.told('all servers serve');
  let over = false;
  await driveHistory({
    seed: options.seed,
    file: history,
    targets: cluster.servers.map(({ id, clientPort }) => ({ server: `server-${id}`, port: clientPort })),
    clients: CLIENTS,
    operations: Infinity,
    isOver: () => over,
    signal,
    timeoutMs: SESSION_MS,
    pipelineMax: PIPELINE_MAX,
    cutsPerMille: 5,
    leavesPerMille: 2,
    expires: false,
    onStart: async () => {
      try {
        await trouble(cluster, options);
      } finally {
        over = true;
      }
    },
  });
  await Promise.all(cluster.servers.map((server) => server.kill('SIGTERM')));
}

/** One fault behind the other, until the time is over; at last all servers serve again. */
async function trouble(cluster: Cluster, { seed, seconds, faults, told }: RunOptions): Promise<void> {
  const random = new Random(seed);
  const started = performance.now();
  while (performance.now() - started < seconds * 1000) {
    await pause(CALM_MS.least + random.below(CALM_MS.more));
    told(await FAULTS[random.pick(faults)](cluster, random));
  }
  await Promise.all(cluster.servers.map((server) => server.serving()));
  told('all servers serve again');
}
