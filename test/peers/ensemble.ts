/**
 * Servers as real processes, Apache's or ours: both are started with a `zoo.cfg`, so one launcher serves both, and an ensemble may be
 * mixed. Everything listens on 127.0.0.1.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { HOST, modeOf } from './ports.js';
import { serverPorts } from './server-ports.js';

/** How a server is started. */
export interface Software {
  readonly name: string;
  /** Keys that this software reads elsewhere than in `zoo.cfg`. */
  readonly outsideConfig: ReadonlySet<string>;
  /** Program and arguments. `properties`: those of `outsideConfig`. */
  command(configFile: string, properties: Readonly<Record<string, string>>): readonly [string, ...string[]];
}

export interface EnsembleOptions {
  /** Voters; with 1 and no observers the server stands alone. Ids are 1, 2, … */
  readonly servers?: number;
  /** Their ids follow those of the voters. */
  readonly observers?: number;
  /** Kept by `close`; without it a temporary folder is made and removed. */
  readonly dataRoot?: string;
  /** Keys of `zoo.cfg`, over `DEFAULTS`. */
  readonly properties?: Readonly<Record<string, string>>;
  readonly startTimeoutMs?: number;
}

export interface PeerServer {
  readonly id: number;
  readonly software: string;
  readonly clientPort: number;
  readonly dataDir: string;
  readonly pid: number | null;
  /** What it wrote to its standard output and error. */
  log(): string;
  /** Answers when the process has ended, or at once for SIGSTOP and SIGCONT. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts the process, ended before, on the same folder and ports; does not wait until it serves. */
  restart(): void;
  /** Until `srvr` answers with a mode; answers it. */
  serving(timeoutMs?: number): Promise<string>;
}

export interface PeerEnsemble {
  /** `host:port,…` of all servers, in the order of their ids. */
  readonly connectString: string;
  readonly servers: readonly PeerServer[];
  /** The server that says it leads (or stands alone). */
  leader(): Promise<PeerServer>;
  /** Ends all servers. */
  close(): Promise<void>;
}

/** Short ticks, so that sessions may be short; long limits, since the machine may be busy. */
const DEFAULTS: Readonly<Record<string, string>> = {
  tickTime: '500',
  initLimit: '40',
  syncLimit: '20',
  maxClientCnxns: '0',
  'admin.enableServer': 'false',
  '4lw.commands.whitelist': '*',
  extendedTypesEnabled: 'true',
};

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

class Server implements PeerServer {
  readonly id: number;
  readonly software: string;
  readonly clientPort: number;
  readonly dataDir: string;
  private readonly command: readonly [string, ...string[]];
  private child: ChildProcess | null = null;

  constructor(id: number, software: string, clientPort: number, dataDir: string, command: readonly [string, ...string[]]) {
    this.id = id;
    this.software = software;
    this.clientPort = clientPort;
    this.dataDir = dataDir;
    this.command = command;
  }

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await gone;
  }

  restart(): void {
    if (this.child !== null) throw new Error(`server ${this.id} runs`);
    const [program, ...args] = this.command;
    const log = openSync(this.logFile, 'a');
    const child = spawn(program, args, { stdio: ['ignore', log, log] });
    closeSync(log);
    this.child = child;
    running.add(child);
    child.once('exit', () => {
      running.delete(child);
      this.child = null;
    });
  }

  async serving(timeoutMs: number = START_TIMEOUT_MS): Promise<string> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const mode = await modeOf(this.clientPort);
      if (mode !== null) return mode;
      if (this.child === null) throw new Error(`${this.software} ${this.id} ended before it served:\n${this.log()}`);
      if (performance.now() > deadline) throw new Error(`${this.software} ${this.id} does not serve:\n${this.log()}`);
      await wait(POLL_MS);
    }
  }

  private get logFile(): string {
    return join(this.dataDir, 'process.log');
  }
}

interface Ports {
  readonly client: number;
  readonly quorum: number;
  readonly election: number;
}

function serverLines(all: readonly Ports[], voters: number): readonly string[] {
  if (all.length === 1) return [];
  return all.map(
    ({ quorum, election }, index) =>
      `server.${index + 1}=${HOST}:${quorum}:${election}:${index < voters ? 'participant' : 'observer'}`,
  );
}

function makeServer(software: Software, index: number, all: readonly Ports[], root: string, options: EnsembleOptions): Server {
  const id = index + 1;
  const { client } = all[index] as Ports;
  const dataDir = join(root, `server-${id}`);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'myid'), `${id}\n`);
  const keys = Object.entries({ ...DEFAULTS, dataDir, clientPort: `${client}`, clientPortAddress: HOST, ...options.properties });
  const inside = keys.filter(([key]) => !software.outsideConfig.has(key)).map(([key, value]) => `${key}=${value}`);
  const configFile = join(dataDir, 'zoo.cfg');
  writeFileSync(configFile, [...inside, ...serverLines(all, options.servers ?? 3), ''].join('\n'));
  const outside = Object.fromEntries(keys.filter(([key]) => software.outsideConfig.has(key)));
  return new Server(id, software.name, client, dataDir, software.command(configFile, outside));
}

/**
 * Starts an ensemble and waits until every server serves. `software` may choose by server id: a mixed ensemble.
 *
 * Throws with the log of the server that did not come up; nothing keeps running then.
 */
export async function startEnsemble(
  software: Software | ((id: number) => Software),
  options: EnsembleOptions = {},
): Promise<PeerEnsemble> {
  const count = (options.servers ?? 3) + (options.observers ?? 0);
  const root = options.dataRoot ?? mkdtempSync(join(tmpdir(), 'zabkeeper-ensemble-'));
  const ports = await serverPorts(3 * count);
  const all = Array.from({ length: count }, (_, index): Ports => {
    const [client = 0, quorum = 0, election = 0] = ports.slice(3 * index);
    return { client, quorum, election };
  });
  const of = typeof software === 'function' ? software : () => software;
  const servers = all.map((_, index) => makeServer(of(index + 1), index, all, root, options));
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.kill('SIGKILL')));
    if (options.dataRoot === undefined) rmSync(root, { recursive: true, force: true });
  };
  try {
    for (const server of servers) server.restart();
    await Promise.all(servers.map((server) => server.serving(options.startTimeoutMs)));
  } catch (error) {
    await close();
    throw error;
  }
  const connectString = servers.map((server) => `${HOST}:${server.clientPort}`).join(',');
  return { connectString, servers, close, leader: () => leaderOf(servers) };
}

async function leaderOf(servers: readonly Server[]): Promise<PeerServer> {
  for (const server of servers) {
    const mode = await modeOf(server.clientPort);
    if (mode === 'leader' || mode === 'standalone') return server;
  }
  throw new Error('no server says that it leads');
}
