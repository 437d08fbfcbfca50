/**
 * Ensembles of real servers inside the process of a test: real disks, real sockets on 127.0.0.1, short ticks. What they log is kept in
 * memory and printed if they do not come up, or if the test asks.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { configOf } from '#impl/config/read.js';
import type { RunningServer } from '#impl/server/running-server.js';
import { startServer } from '#impl/server/server.js';
import { Driver } from '../driver/driver.js';
import type { DriverOptions } from '../driver/driver.js';
import { HOST } from '../peers/ports.js';
import { serverPorts } from '../peers/server-ports.js';
import { DelayedLink } from './delayed-link.js';

export const TICK_MS = 200;

const DEFAULTS: Readonly<Record<string, string>> = {
  tickTime: `${TICK_MS}`,
  // The test runs in the same thread, on a machine that may be busy.
  initLimit: '100',
  syncLimit: '50',
  maxSessionTimeout: '60000',
  clientPort: '0',
  clientPortAddress: HOST,
  maxClientCnxns: '0',
  preAllocSize: '64',
  'admin.enableServer': 'false',
  '4lw.commands.whitelist': '*',
  extendedTypesEnabled: 'true',
};

const START_TIMEOUT_MS = 30_000;

export interface InProcessOptions {
  /** Voters, ids from 1; with 1 and no observers the server stands alone. */
  readonly servers?: number;
  /** Their ids follow those of the voters. */
  readonly observers?: number;
  /** Over `DEFAULTS`. */
  readonly properties?: Readonly<Record<string, string>>;
  /** False: do not wait until all of them serve, as where too few are started. */
  readonly awaitServing?: boolean;
  /** Ids that are configured and not started. */
  readonly absent?: readonly number[];
  /** Ids of servers that can be held back from their leader: see `Member.hold`. */
  readonly delayed?: readonly number[];
}

/** Ports that are in the configuration; the client port is told once the server listens. */
export interface ServerPorts {
  readonly quorum: number;
  readonly election: number;
}

export class Member {
  readonly id: number;
  readonly ports: ServerPorts;
  readonly server: RunningServer;
  private readonly logged: string[];
  private readonly links: readonly DelayedLink[];

  constructor(id: number, ports: ServerPorts, server: RunningServer, logged: string[], links: readonly DelayedLink[]) {
    this.id = id;
    this.ports = ports;
    this.server = server;
    this.logged = logged;
    this.links = links;
  }

  get mode(): string {
    return this.server.mode;
  }

  /** Of clients. */
  get port(): number {
    const { clientAddress } = this.server;
    assert(clientAddress !== null, 'it listens for clients');
    return clientAddress.port;
  }

  /** Everything that it has logged so far, a JSON object a line. */
  log(): string {
    return this.logged.join('');
  }

  /** It hears nothing from its leader until `release`. Not for long: it gives its leader up after `syncLimit`. */
  hold(): void {
    for (const link of this.links) link.hold();
  }

  release(): void {
    for (const link of this.links) link.release();
  }

  async close(): Promise<void> {
    await this.server.close();
    for (const link of this.links) await link.close();
  }

  connect(options: Omit<DriverOptions, 'port'> = {}): Promise<Driver> {
    return Driver.connect({ timeoutMs: 30_000, ...options, port: this.port });
  }
}

export class Ensemble {
  readonly members: readonly Member[];
  /** Of all that are configured, by id. */
  readonly ports: ReadonlyMap<number, ServerPorts>;
  private readonly root: string;

  constructor(members: readonly Member[], ports: ReadonlyMap<number, ServerPorts>, root: string) {
    this.members = members;
    this.ports = ports;
    this.root = root;
  }

  /** The first that leads or stands alone. */
  get leader(): Member {
    return this.ofMode('leader', 'standalone');
  }

  get follower(): Member {
    return this.ofMode('follower');
  }

  get observer(): Member {
    return this.ofMode('observer');
  }

  /** One of each kind that there is: what holds for clients must hold on all of them. */
  get kinds(): readonly Member[] {
    const byMode = new Map(this.members.map((member) => [member.mode, member]));
    return [...byMode.values()];
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => member.close()));
    rmSync(this.root, { recursive: true, force: true });
  }

  private ofMode(...modes: readonly string[]): Member {
    const found = this.members.find(({ mode }) => modes.includes(mode));
    assert(found !== undefined, `a server is ${modes.join(' or ')}: ${this.members.map(({ mode }) => mode).join(', ')}`);
    return found;
  }
}

type Ports = ReadonlyMap<number, ServerPorts>;

function serverLines(ports: Ports, voters: number): readonly (readonly [string, string])[] {
  if (ports.size === 1) return [];
  return [...ports].map(([id, { quorum, election }]) => [
    `server.${id}`,
    `${HOST}:${quorum}:${election}:${id <= voters ? 'participant' : 'observer'}`,
  ]);
}

/** The ports of an ensemble as a server is told them that sees the others through delayed links. */
async function delay(id: number, ports: Ports): Promise<{ readonly seen: Ports; readonly links: readonly DelayedLink[] }> {
  const others = [...ports].filter(([other]) => other !== id);
  const free = await serverPorts(others.length);
  const links = await Promise.all(others.map(([, { quorum }], index) => DelayedLink.open(free[index] as number, quorum)));
  const seen = new Map(ports);
  for (const [index, [other, { election }]] of others.entries()) seen.set(other, { quorum: free[index] as number, election });
  return { seen, links };
}

/** Each in a folder of its own below `root`. */
async function startMember(id: number, ports: Ports, root: string, options: InProcessOptions): Promise<Member> {
  const { servers = 3, delayed = [], properties = {} } = options;
  const { seen, links } = delayed.includes(id) ? await delay(id, ports) : { seen: ports, links: [] };
  const keys = { ...DEFAULTS, ...properties, dataDir: join(root, `server-${id}`) };
  const configured = configOf([...Object.entries(keys), ...serverLines(seen, servers)], id);
  assert(configured.ok, `the configuration is fine${configured.ok ? '' : `: ${JSON.stringify(configured.problems)}`}`);
  const logged: string[] = [];
  const log = pino({ level: 'info', base: { server: id } }, { write: (line: string) => logged.push(line) });
  const started = await startServer(configured.config, log);
  if (!started.ok) throw new Error(`server ${id}: ${started.error.message}\n${logged.join('')}`);
  return new Member(id, ports.get(id) as ServerPorts, started.server, logged, links);
}

/** Starts servers and waits until all of them serve. Throws with their logs if they do not; nothing keeps running then. */
export async function startInProcess(options: InProcessOptions = {}): Promise<Ensemble> {
  const { servers = 3, observers = 0, absent = [] } = options;
  const root = mkdtempSync(join(tmpdir(), 'zabkeeper-in-process-'));
  const count = servers + observers;
  const free = await serverPorts(2 * count);
  const ports = new Map(
    Array.from({ length: count }, (_, index) => [
      index + 1,
      { quorum: free[2 * index] as number, election: free[2 * index + 1] as number },
    ]),
  );
  const present = [...ports.keys()].filter((id) => !absent.includes(id));
  const ensemble = new Ensemble(await Promise.all(present.map((id) => startMember(id, ports, root, options))), ports, root);
  if (options.awaitServing !== false) await untilServing(ensemble);
  return ensemble;
}

async function untilServing(ensemble: Ensemble): Promise<void> {
  const late = new AbortController();
  const all = Promise.all(ensemble.members.map(({ server }) => server.serving)).then(() => true);
  const timeout = wait(START_TIMEOUT_MS, false, { signal: late.signal }).catch(() => false);
  if (await Promise.race([all, timeout])) {
    late.abort();
    return;
  }
  const logs = ensemble.members.map((member) => member.log()).join('\n');
  await ensemble.close();
  throw new Error(`the ensemble does not serve:\n${logs}`);
}
