/**
 * An ensemble of processes on this machine, each of which reaches the others through proxies of its own: so any link between two servers
 * can be cut, silenced or delayed, in each direction. `zoo.cfg` differs from server to server for that: each names itself by its real
 * ports, and the others by its proxies to them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Software } from '../peers/ensemble.js';
import { ZABKEEPER } from '../peers/zabkeeper.js';
import { serverPorts } from '../peers/server-ports.js';
import { Proxy } from './proxy.js';
import { ServerProcess } from './server-process.js';
import { until } from './until.js';

const HOST = '127.0.0.1';

export const TICK_MS = 200;

/** For scenarios that wait for silence to be noticed; a machine that is busy with other tests may take it for one now and then. */
export const QUICK_SYNC_LIMIT = 8;
export const QUICK: Readonly<Record<string, string>> = { syncLimit: `${QUICK_SYNC_LIMIT}` };

/** What a learner gives a leader that does not listen yet. */
const PATIENCE_MS = 1000;

const DEFAULTS: Readonly<Record<string, string>> = {
  tickTime: `${TICK_MS}`,
  initLimit: '60',
  syncLimit: '30',
  maxClientCnxns: '0',
  'admin.enableServer': 'false',
  '4lw.commands.whitelist': '*',
  preAllocSize: '64',
};

export interface ClusterOptions {
  /** Voters; ids are 1, 2, … */
  readonly voters?: number;
  /** Their ids follow. */
  readonly observers?: number;
  /** Keys of `zoo.cfg`, over the defaults. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Ours, unless said otherwise for each server. */
  readonly software?: (id: number) => Software;
  /** Of servers that ran before: `server-1`, `server-2`, …; kept by `close`. Without it a temporary folder, removed by `close`. */
  readonly root?: string;
  /** Servers have a channel to this process: `ServerProcess.tell`. */
  readonly takesOrders?: boolean;
  /** Without proxies: there are no links to break. */
  readonly direct?: boolean;
}

interface Ports {
  readonly client: number;
  readonly quorum: number;
  readonly election: number;
}

/** From one server to another. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly quorum: Proxy;
  readonly election: Proxy;
}

export class Cluster {
  readonly servers: readonly ServerProcess[];
  readonly links: readonly Link[];
  readonly root: string;
  private readonly isKept: boolean;

  private constructor(servers: readonly ServerProcess[], links: readonly Link[], root: string, isKept: boolean) {
    this.servers = servers;
    this.links = links;
    this.root = root;
    this.isKept = isKept;
  }

  /** Its servers are not started. */
  static async make(options: ClusterOptions = {}): Promise<Cluster> {
    const count = (options.voters ?? 3) + (options.observers ?? 0);
    const numbers = await serverPorts(3 * count);
    const ports = Array.from({ length: count }, (_, index): Ports => {
      const [client = 0, quorum = 0, election = 0] = numbers.slice(3 * index);
      return { client, quorum, election };
    });
    const links = options.direct === true ? [] : await openLinks(ports);
    const root = options.root ?? mkdtempSync(join(tmpdir(), 'zabkeeper-reality-'));
    const servers = ports.map((own, index) => makeServer(index + 1, own, ports, links, root, options));
    return new Cluster(servers, links, root, options.root !== undefined);
  }

  /** Answers when all servers serve. */
  async start(): Promise<void> {
    for (const server of this.servers) if (!server.isRunning) server.start();
    await Promise.all(this.servers.map((server) => server.serving()));
  }

  server(id: number): ServerProcess {
    const server = this.servers[id - 1];
    if (server === undefined) throw new Error(`there is no server ${id}`);
    return server;
  }

  others(...ids: readonly number[]): readonly ServerProcess[] {
    return this.servers.filter(({ id }) => !ids.includes(id));
  }

  /** Which of `among` says that it leads, once one does. */
  leader(among: readonly ServerProcess[] = this.servers): Promise<ServerProcess> {
    return until('a server leads', async () => {
      const modes = await Promise.all(among.map((server) => server.mode()));
      return among.find((_, index) => modes[index] === 'leader') ?? null;
    });
  }

  async follower(): Promise<ServerProcess> {
    await this.leader();
    return until('a server follows', async () => {
      const modes = await Promise.all(this.servers.map((server) => server.mode()));
      return this.servers.find((_, index) => modes[index] === 'follower') ?? null;
    });
  }

  /** All links between these servers and the others, both ways; `from` and `to` as the one who connected saw it. */
  between(ids: readonly number[]): readonly Link[] {
    return this.links.filter(({ from, to }) => ids.includes(from) !== ids.includes(to));
  }

  /** Connections end, and no new ones come about: a router that refuses. */
  partition(...ids: readonly number[]): void {
    for (const { quorum, election } of this.between(ids)) {
      quorum.cut();
      election.cut();
    }
  }

  /** Nothing arrives any more, and nobody is told: an unplugged cable. */
  silence(...ids: readonly number[]): void {
    for (const { quorum, election } of this.between(ids)) {
      quorum.hold('there', 'back');
      election.hold('there', 'back');
    }
  }

  heal(): void {
    for (const { quorum, election } of this.links) {
      quorum.heal();
      election.heal();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()));
    await Promise.all(this.links.flatMap(({ quorum, election }) => [quorum.close(), election.close()]));
    if (!this.isKept) rmSync(this.root, { recursive: true, force: true });
  }

  /** Whole logs of the servers, in a folder that stays: its name. */
  keepLogs(): string {
    const folder = mkdtempSync(join(tmpdir(), 'zabkeeper-reality-logs-'));
    for (const server of this.servers) writeFileSync(join(folder, `server-${server.id}.log`), server.log());
    return folder;
  }

  /** For a message of failure: what every server said last. */
  describe(): string {
    return this.servers
      .map(
        (server) =>
          `── server ${server.id}, ${server.software}, port ${server.clientPort}, ${server.isRunning ? 'runs' : 'ended'}\n${server.logTail()}`,
      )
      .join('\n');
  }
}

async function openLinks(ports: readonly Ports[]): Promise<readonly Link[]> {
  const links: Link[] = [];
  for (const from of ports.keys()) {
    for (const [to, { quorum, election }] of ports.entries()) {
      if (from === to) continue;
      // Of the same range as servers' ports: they are to be as hard to lose.
      const [first = 0, second = 0] = await serverPorts(2);
      links.push({
        from: from + 1,
        to: to + 1,
        quorum: await Proxy.open(quorum, { port: first, patienceMs: PATIENCE_MS }),
        election: await Proxy.open(election, { port: second }),
      });
    }
  }
  return links;
}

/** A server names itself by its real ports; there is no link from a server to itself. */
function serverLines(id: number, all: readonly Ports[], links: readonly Link[], voters: number): readonly string[] {
  if (all.length === 1) return [];
  return all.map((ports, index) => {
    const link = links.find(({ from, to }) => from === id && to === index + 1);
    const quorum = link?.quorum.port ?? ports.quorum;
    const election = link?.election.port ?? ports.election;
    return `server.${index + 1}=${HOST}:${quorum}:${election}:${index < voters ? 'participant' : 'observer'}`;
  });
}

function makeServer(
  id: number,
  own: Ports,
  all: readonly Ports[],
  links: readonly Link[],
  root: string,
  options: ClusterOptions,
): ServerProcess {
  const software = options.software?.(id) ?? ZABKEEPER;
  const dataDir = join(root, `server-${id}`);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'myid'), `${id}\n`);
  const keys = Object.entries({
    ...DEFAULTS,
    dataDir,
    clientPort: `${own.client}`,
    clientPortAddress: HOST,
    ...options.properties,
  });
  const inside = keys.filter(([key]) => !software.outsideConfig.has(key)).map(([key, value]) => `${key}=${value}`);
  const configFile = join(dataDir, 'zoo.cfg');
  writeFileSync(configFile, [...inside, ...serverLines(id, all, links, options.voters ?? 3), ''].join('\n'));
  const outside = Object.fromEntries(keys.filter(([key]) => software.outsideConfig.has(key)));
  return new ServerProcess({
    id,
    clientPort: own.client,
    dataDir,
    software: software.name,
    command: software.command(configFile, outside),
    takesOrders: options.takesOrders ?? false,
  });
}
