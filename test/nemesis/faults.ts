/** What can go wrong while clients are at work. Each fault comes, stays for a while, and goes: the ensemble is whole again when it is over. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../reality/cluster.js';
import type { Random } from '../reality/random.js';
import type { ServerProcess } from '../reality/server-process.js';
import { until } from '../reality/until.js';
import type { DiskOrder } from './faulty-disk.js';

/** Answers what it did, in words. */
export type Fault = (cluster: Cluster, random: Random) => Promise<string>;

/** How long a fault stays, in milliseconds. */
const STAY_MS = { least: 100, more: 900 } as const;
const SYNC_DELAY_MS = { least: 20, more: 180 } as const;
const LINK_DELAY_MS = { least: 5, more: 60 } as const;
/** For a server on a failing disk to write, and to end. */
const FAILING_MS = 5000;

function between({ least, more }: { readonly least: number; readonly more: number }, random: Random): number {
  return least + random.below(more);
}

function stay(random: Random): Promise<void> {
  return pause(between(STAY_MS, random));
}

function order(server: ServerProcess, fields: Omit<DiskOrder, 'kind'>): void {
  server.tell({ kind: 'disk', ...fields });
}

async function killed(server: ServerProcess, random: Random): Promise<void> {
  await server.kill();
  await stay(random);
  server.start();
}

const killLeader: Fault = async (cluster, random) => {
  const leader = await cluster.leader();
  await killed(leader, random);
  return `server ${leader.id}, the leader, killed`;
};

const killAny: Fault = async (cluster, random) => {
  const server = random.pick(cluster.servers);
  await killed(server, random);
  return `server ${server.id} killed`;
};

/** All at once, as a power cut has it, with writes under way on slow disks. */
const powerCut: Fault = async (cluster, random) => {
  for (const server of cluster.servers) order(server, { syncDelayMs: between(SYNC_DELAY_MS, random) });
  await stay(random);
  await Promise.all(cluster.servers.map((server) => server.kill()));
  for (const server of cluster.servers) server.start();
  return 'power cut: slow disks, all servers killed';
};

const stopLeader: Fault = async (cluster, random) => {
  const leader = await cluster.leader();
  leader.stop();
  await stay(random);
  leader.resume();
  return `server ${leader.id}, the leader, stopped and resumed`;
};

/** As its operator would, while its disk has something to do. */
const restart: Fault = async (cluster, random) => {
  const server = random.pick(cluster.servers);
  order(server, { syncDelayMs: between(SYNC_DELAY_MS, random) });
  await stay(random);
  await server.kill('SIGTERM');
  server.start();
  return `server ${server.id} stopped, on a slow disk, and started again`;
};

function cutOff(how: 'partition' | 'silence'): Fault {
  return async (cluster, random) => {
    const server = random.pick(cluster.servers);
    cluster[how](server.id);
    await stay(random);
    cluster.heal();
    return `${how}: server ${server.id} and the others`;
  };
}

const halfOpen: Fault = async (cluster, random) => {
  const link = random.pick(cluster.links);
  const direction = random.pick(['there', 'back'] as const);
  link.quorum.hold(direction);
  await stay(random);
  cluster.heal();
  return `half-open: quorum link of ${link.from} to ${link.to}, ${direction}`;
};

const slowLinks: Fault = async (cluster, random) => {
  for (const { quorum, election } of cluster.links) quorum.delayMs = election.delayMs = between(LINK_DELAY_MS, random);
  await stay(random);
  cluster.heal();
  return 'slow links';
};

const slowDisk: Fault = async (cluster, random) => {
  const server = random.pick(cluster.servers);
  const syncDelayMs = between(SYNC_DELAY_MS, random);
  order(server, { syncDelayMs });
  await stay(random);
  order(server, { syncDelayMs: 0 });
  return `slow disk: server ${server.id}, ${syncDelayMs} ms a sync`;
};

const failingDisk: Fault = async (cluster, random) => {
  const server = random.pick(cluster.servers);
  order(server, { failNextSync: true });
  const ended = await until('it ends', () => (server.isRunning ? null : true), FAILING_MS).catch(() => false);
  order(server, { failNextSync: false });
  if (ended) server.start();
  return `failing disk: server ${server.id} ${ended ? 'ended, and was started again' : 'wrote nothing meanwhile'}`;
};

export const FAULTS = {
  'kill-leader': killLeader,
  'kill-any': killAny,
  'power-cut': powerCut,
  'stop-leader': stopLeader,
  restart,
  partition: cutOff('partition'),
  silence: cutOff('silence'),
  'half-open': halfOpen,
  'slow-links': slowLinks,
  'slow-disk': slowDisk,
  'failing-disk': failingDisk,
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];
