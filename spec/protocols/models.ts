/** Compositions that a command can name, and how options become a system to explore. */
import type { BoundInfo, BoundName, Built, Disk, ModelOptions, ProtocolInfo } from '../kit/catalogue.js';
import { extend, unknownActions } from '../kit/extend.js';
import type { Protocol } from '../kit/protocol.js';
import { majorityOf, sid } from '../model/quorum.js';
import { COUNTER_LIMIT } from '../model/zxid.js';
import { MUTANTS } from '../mutants/index.js';
import type { Mutant } from '../mutants/mutant.js';
import { playSeed } from '../seeds/play-seed.js';
import { seedsFor } from '../seeds/scripts.js';
import type { Seed } from '../seeds/scripts.js';
import type { Bounds } from '../world/bounds.js';
import type { Layout } from '../world/layout.js';
import { systemOf } from '../world/world.js';
import { zab, zabCoarse } from './zab.js';

const BOUNDS: readonly BoundInfo[] = [
  { name: 'crashes', means: 'server crashes' },
  { name: 'partitions', means: 'links cut' },
  { name: 'txns', means: 'client writes' },
  { name: 'epoch', means: 'largest epoch' },
  { name: 'timeouts', means: 'servers that lose patience although nothing is broken' },
  { name: 'syncs', means: 'client syncs' },
  { name: 'resends', means: 'votes repeated after silence' },
  { name: 'pings', means: 'rounds of pings' },
  { name: 'snapshots', means: 'snapshots taken' },
  { name: 'rounds', means: 'largest election round' },
];

const DEFAULTS: Bounds = {
  crashes: 1,
  partitions: 1,
  txns: 1,
  epoch: 3,
  timeouts: 0,
  restarts: 0,
  syncs: 0,
  resends: 0,
  pings: 0,
  snapshots: 0,
  rounds: 3,
};

/** Ids stay below 255 in ZooKeeper; a search with more than a few servers is hopeless long before. */
const SERVERS_MAX = 9;

function refuse(error: string): Built {
  return { ok: false, error };
}

function layoutOf(options: ModelOptions, disk: Disk, mail: boolean, seed: Seed, mutant: Mutant | undefined): Layout {
  const voters = Array.from({ length: options.nodes }, (_unused, index) => sid(index + 1));
  const observers = Array.from({ length: options.observers }, (_unused, index) => sid(options.nodes + index + 1));
  return {
    voters,
    observers,
    servers: [...voters, ...observers],
    disk,
    mail,
    counterLimit: seed.counterLimit ?? COUNTER_LIMIT,
    isQuorum: (mutant?.quorum ?? majorityOf)(voters),
  };
}

function build(base: Protocol, mail: boolean, defaultDisk: Disk, options: ModelOptions): Built {
  const { nodes, observers } = options;
  if (nodes < 1) return refuse(`${base.id} needs a voting server. Try --nodes 3.`);
  if (nodes + observers > SERVERS_MAX) {
    return refuse(`${String(nodes + observers)} servers are more than the ${String(SERVERS_MAX)} this model is made for.`);
  }
  const seeds = seedsOf(nodes, mail).filter((each) => each.observers !== true || observers > 0);
  const seed = seeds.find(({ id }) => id === (options.seedState ?? 'cold'));
  if (seed === undefined) {
    return refuse(
      `${base.id} with ${String(nodes)} ${nodes === 1 ? 'node' : 'nodes'} has no seed state "${String(options.seedState)}"; it has ${seeds.map(({ id }) => id).join(', ')}.`,
    );
  }
  const mutant = MUTANTS.find(({ id }) => id === options.mutant);
  if (options.mutant !== undefined && mutant === undefined) return refuse(`there is no mutant "${options.mutant}"`);
  const unknown = mutant?.extension === undefined ? [] : unknownActions(base, mutant.extension);
  if (unknown.length > 0) {
    return refuse(`mutant "${String(options.mutant)}" names no action of ${base.id}: ${unknown.join(', ')}`);
  }
  const bounds = { ...DEFAULTS, ...options.bounds };
  const layout = layoutOf(options, options.disk ?? defaultDisk, mail, seed, mutant);
  // Seeds are states of the correct protocol; a mutant goes wrong from there on.
  const played = playSeed(base, { ...layout, isQuorum: majorityOf(layout.voters) }, seed, bounds);
  if (!played.ok) return refuse(played.error);
  const protocol = mutant?.extension === undefined ? base : extend(base, { id: mutant.id, ...mutant.extension });
  return { ok: true, system: systemOf(protocol, { layout, bounds }, played.values), bounds: obeyed(bounds, mail) };
}

function obeyed(bounds: Bounds, mail: boolean): Readonly<Partial<Record<BoundName, number>>> {
  return Object.fromEntries(boundsOf(mail).map(({ name }) => [name, bounds[name]]));
}

/** A coarse election has no rounds and repeats no votes. */
function boundsOf(mail: boolean): readonly BoundInfo[] {
  return mail ? BOUNDS : BOUNDS.filter(({ name }) => name !== 'rounds' && name !== 'resends');
}

function seedsOf(nodes: number, mail: boolean): readonly Seed[] {
  return seedsFor(nodes).filter((seed) => (mail || seed.fineOnly !== true) && (seed.voters ?? nodes) === nodes);
}

function model(base: Protocol, title: string, mail: boolean, defaultDisk: Disk): ProtocolInfo {
  return {
    id: base.id,
    title,
    seeds: seedsOf(3, mail).map(({ id, means }) => ({ id, means })),
    bounds: boundsOf(mail),
    observers: true,
    disks: defaultDisk === 'async' ? ['async', 'atomic'] : ['atomic', 'async'],
    build: (options) => build(base, mail, defaultDisk, options),
  };
}

export const zabModel = model(zab, 'L1: the system level, Fast Leader Election and all, action by action', true, 'atomic');
export const zabCoarseModel = model(zabCoarse, 'L1 with election and discovery as one step', false, 'async');
