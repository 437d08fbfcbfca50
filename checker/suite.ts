/**
 * Which configurations a command line asks for. Everything that can be wrong with the names and bounds in it is found here, before any search.
 */
import type { BoundName, Disk, ModelOptions, MutantInfo, ProtocolInfo, SuiteEntry } from '#spec/kit/catalogue.js';
import type { System } from '#spec/kit/system.js';
import { nearest } from './cli/nearest.js';

/** What `spec/catalogue.ts` exports; a module of your own may export the same. */
export interface Catalogue {
  readonly protocols: readonly ProtocolInfo[];
  readonly mutants: readonly MutantInfo[];
  readonly standardSuite: (nodes: number) => readonly SuiteEntry[];
}

/** A command line, as far as it chooses models. Undefined: not said. */
export interface Request {
  readonly nodes: number | undefined;
  readonly observers: number | undefined;
  readonly depth: number | undefined;
  readonly protocol: string | undefined;
  readonly seedState: string | undefined;
  readonly mutant: string | undefined;
  readonly disk: Disk | undefined;
  readonly invariants: readonly string[] | undefined;
  readonly bounds: Readonly<Partial<Record<BoundName, number>>>;
}

export interface Configuration {
  /** From 1: how reports refer to it. */
  readonly number: number;
  readonly protocol: string;
  /** Everything said, so that these options alone give this very configuration again. */
  readonly options: ModelOptions;
  /** As shown: ids, or `-` where the protocol has no such choice. */
  readonly seed: string;
  readonly disk: string;
  readonly bounds: ModelOptions['bounds'];
  readonly system: System;
  readonly depth: number;
  /** From the states to this depth `reachable` properties are decided; undefined: not at all. */
  readonly reachableDepth: number | undefined;
}

export interface Plan {
  readonly nodes: number;
  readonly depth: number;
  /** The standard suite, nothing in it changed: the run that must take every action. */
  readonly standard: boolean;
  /** Ids of the properties to check; undefined: all. */
  readonly properties: readonly string[] | undefined;
  readonly configurations: readonly Configuration[];
}

export type Planned = { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly error: string };

export const DEFAULT_NODES = 3;
export const DEFAULT_DEPTH = 12;

/** Ends planning with a complaint; never leaves this file. */
class Refused extends Error {}

export function planOf(request: Request, catalogue: Catalogue): Planned {
  try {
    const plan =
      request.protocol === undefined && request.mutant === undefined
        ? suitePlan(request, catalogue)
        : onePlan(request, catalogue);
    checkInvariants(request.invariants, plan.configurations);
    return { ok: true, plan: { ...plan, configurations: plan.configurations.map((each) => narrowed(each, request.invariants)) } };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, error: error.message };
    throw error;
  }
}

/** The configuration that kills a mutant, as its own file says. */
export function mutantConfiguration(mutant: MutantInfo, number: number, catalogue: Catalogue): Configuration | string {
  try {
    const entry = { protocol: mutant.protocol, options: { ...mutant.options, mutant: mutant.id }, reachableDepth: mutant.depth };
    const configuration = configurationOf(entry, mutant.depth, number, catalogue);
    checkInvariants([mutant.killedBy], [configuration]);
    return narrowed(configuration, [mutant.killedBy]);
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

function onePlan(request: Request, catalogue: Catalogue): Plan {
  const mutant = request.mutant === undefined ? undefined : found('mutant', request.mutant, catalogue.mutants);
  const protocol = found('protocol', request.protocol ?? mutant?.protocol ?? '', catalogue.protocols);
  if (mutant !== undefined && mutant.protocol !== protocol.id) {
    throw new Refused(
      `mutant '${mutant.id}' is made for protocol '${mutant.protocol}', not '${protocol.id}': leave --protocol out`,
    );
  }
  // A mutant brings the run that kills it; what the command line says comes first.
  const base: ModelOptions =
    mutant === undefined ? { nodes: DEFAULT_NODES, observers: 0, bounds: {} } : { ...mutant.options, mutant: mutant.id };
  const depth = request.depth ?? mutant?.depth ?? DEFAULT_DEPTH;
  const options = overridden(base, request);
  refuseForeignChoices(protocol, request);
  const entry = withReachableDepth({ protocol: protocol.id, options }, depth, request, catalogue);
  return {
    nodes: options.nodes,
    depth,
    standard: false,
    properties: request.invariants,
    configurations: [configurationOf(entry, depth, 1, catalogue)],
  };
}

/**
 * Deciding `reachable` properties may cost more than the search. So it is done to the full depth where the command line names
 * one, and as deep as the standard suite does for this protocol where it names nothing.
 */
function withReachableDepth(entry: SuiteEntry, depth: number, { invariants }: Request, { standardSuite }: Catalogue): SuiteEntry {
  const ofSuite = standardSuite(entry.options.nodes).map((row) =>
    row.protocol === entry.protocol ? (row.reachableDepth ?? -1) : -1,
  );
  const reachableDepth = invariants === undefined ? Math.max(-1, ...ofSuite) : depth;
  return reachableDepth < 0 ? entry : { ...entry, reachableDepth };
}

function suitePlan(request: Request, catalogue: Catalogue): Plan {
  const nodes = request.nodes ?? DEFAULT_NODES;
  const depth = request.depth ?? DEFAULT_DEPTH;
  const entries = catalogue.standardSuite(nodes);
  const asked = entries.map((entry) => changedEntry(entry, request, catalogue)).filter((entry) => entry !== undefined);
  if (asked.length === 0) throw new Refused(nothingLeft(entries, request, catalogue));
  refuseBoundsNobodyObeys(asked, request, catalogue);
  const distinct = [...new Map(asked.map((entry) => [JSON.stringify(entry), entry])).values()];
  const configurations = distinct.map((entry, index) => configurationOf(entry, depth, index + 1, catalogue));
  return { nodes, depth, standard: !changesSuite(request), properties: request.invariants, configurations };
}

function changesSuite(request: Request): boolean {
  const { observers, disk, seedState, bounds, invariants } = request;
  return [observers, disk, seedState, invariants].some((choice) => choice !== undefined) || Object.keys(bounds).length > 0;
}

/**
 * A row of the suite under the options given without a protocol: those it obeys change it, a seed it does not start from
 * leaves it out. Undefined: left out.
 */
function changedEntry(entry: SuiteEntry, request: Request, catalogue: Catalogue): SuiteEntry | undefined {
  const protocol = found('protocol', entry.protocol, catalogue.protocols);
  const { seedState, disk, observers, bounds } = request;
  if (seedState !== undefined && seedOf(protocol, entry.options) !== seedState) return undefined;
  if (disk !== undefined && !protocol.disks.includes(disk)) return undefined;
  if (observers !== undefined && observers > 0 && !protocol.observers) return undefined;
  const obeyed = Object.fromEntries(
    Object.entries(bounds).filter(([name]) => protocol.bounds.some((bound) => bound.name === name)),
  );
  return { ...entry, options: overridden(entry.options, { ...request, nodes: undefined, bounds: obeyed }) };
}

function nothingLeft(entries: readonly SuiteEntry[], { seedState }: Request, { protocols }: Catalogue): string {
  if (entries.length === 0) return 'the standard suite is empty: name a configuration with --protocol';
  const owners = protocols
    .filter((protocol) => protocol.seeds.some((seed) => seed.id === seedState))
    .map((protocol) => protocol.id);
  if (seedState === undefined || owners.length > 0) {
    return `no row of the standard suite is left with these options: name one with --protocol${owners.length > 0 ? ` (${owners.join(', ')})` : ''}`;
  }
  return unknown('seed', seedState, [...new Set(protocols.flatMap((protocol) => protocol.seeds.map((seed) => seed.id)))]);
}

function refuseBoundsNobodyObeys(entries: readonly SuiteEntry[], request: Request, catalogue: Catalogue): void {
  const obeyed = entries.flatMap((entry) =>
    found('protocol', entry.protocol, catalogue.protocols).bounds.map((bound) => bound.name),
  );
  for (const name of Object.keys(request.bounds)) {
    if (!obeyed.some((each) => each === name)) {
      throw new Refused(`no protocol of the standard suite obeys --max-${name}: see --list`);
    }
  }
}

function overridden(options: ModelOptions, request: Request): ModelOptions {
  return {
    ...options,
    nodes: request.nodes ?? options.nodes,
    observers: request.observers ?? options.observers,
    ...(request.disk === undefined ? {} : { disk: request.disk }),
    ...(request.seedState === undefined ? {} : { seedState: request.seedState }),
    bounds: { ...options.bounds, ...request.bounds },
  };
}

function refuseForeignChoices(protocol: ProtocolInfo, { bounds, observers = 0, disk, seedState }: Request): void {
  for (const name of Object.keys(bounds)) {
    if (protocol.bounds.some((bound) => bound.name === name)) continue;
    const others = protocol.bounds.map((bound) => `--max-${bound.name}`);
    throw new Refused(
      `protocol '${protocol.id}' does not obey --max-${name}; it obeys ${others.length === 0 ? 'no bounds' : others.join(', ')}`,
    );
  }
  if (observers > 0 && !protocol.observers) {
    throw new Refused(`protocol '${protocol.id}' has no observers: leave --observers out`);
  }
  if (disk !== undefined && !protocol.disks.includes(disk)) {
    const disks = protocol.disks.length === 0 ? 'it has no disk to choose' : `it has --disk ${protocol.disks.join(' and ')}`;
    throw new Refused(`protocol '${protocol.id}' has no --disk ${disk}: ${disks}`);
  }
  if (seedState !== undefined) found('seed', seedState, protocol.seeds, ` of protocol '${protocol.id}'`);
}

function configurationOf(entry: SuiteEntry, depth: number, number: number, catalogue: Catalogue): Configuration {
  const protocol = found('protocol', entry.protocol, catalogue.protocols);
  const seed = seedOf(protocol, entry.options);
  // The first disk is the default, as the first seed is. Said aloud before building, so that what is built is what is reported.
  const disk = entry.options.disk ?? protocol.disks.at(0);
  const options = { ...entry.options, ...(seed !== undefined && { seedState: seed }), ...(disk !== undefined && { disk }) };
  const built = protocol.build(options);
  if (!built.ok) throw new Refused(`protocol '${protocol.id}': ${built.error}`);
  const own = Math.min(depth, entry.depthAtMost ?? depth);
  return {
    number,
    protocol: protocol.id,
    options: { ...options, bounds: built.bounds },
    seed: seed ?? '-',
    disk: disk ?? '-',
    bounds: built.bounds,
    system: built.system,
    depth: own,
    reachableDepth: entry.reachableDepth === undefined ? undefined : Math.min(own, entry.reachableDepth),
  };
}

function seedOf(protocol: ProtocolInfo, options: ModelOptions): string | undefined {
  return options.seedState ?? protocol.seeds.at(0)?.id;
}

function checkInvariants(ids: readonly string[] | undefined, configurations: readonly Configuration[]): void {
  const known = [...new Set(configurations.flatMap(({ system }) => propertyIds(system)))];
  for (const id of ids ?? []) if (!known.includes(id)) throw new Refused(unknown('invariant', id, known));
}

/** Without the search for `reachable` properties where none of them was asked for. */
function narrowed(configuration: Configuration, ids: readonly string[] | undefined): Configuration {
  const asked = configuration.system.reachable.some(({ id }) => ids?.includes(id) ?? true);
  return asked ? configuration : { ...configuration, reachableDepth: undefined };
}

/** Every property that `--invariant` may name. */
export function propertyIds(system: System): readonly string[] {
  const { properties, invariants, reachable } = system;
  const sometimes = system.sometimes.map(({ id }) => id);
  return [...new Set([...properties, ...invariants, ...reachable].map(({ id }) => id))].filter((id) => !sometimes.includes(id));
}

function found<T extends { readonly id: string }>(what: string, id: string, among: readonly T[], of = ''): T {
  const one = among.find((each) => each.id === id);
  if (one !== undefined) return one;
  throw new Refused(
    unknown(
      what,
      id,
      among.map((each) => each.id),
      of,
    ),
  );
}

/** `unknown protocol 'zba': did you mean 'zab'? Known: …`. */
export function unknown(what: string, given: string, known: readonly string[], of = ''): string {
  const guess = nearest(given, known);
  const hint = guess === undefined ? '' : `: did you mean '${guess}'?`;
  const end = hint === '' ? '. ' : ' ';
  return `unknown ${what} '${given}'${of}${hint}${end}${known.length === 0 ? 'There is none yet.' : `Known: ${known.join(', ')}.`}`;
}
