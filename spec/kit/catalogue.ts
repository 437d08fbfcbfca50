/**
 * How compositions, seeds and mutants present themselves to a command line: names, meanings, defaults, and a way to build.
 */
import type { System } from './system.js';

/** Every bound a run may set; a protocol names those it obeys. `--max-crashes` on the command line is `crashes` here. */
export type BoundName =
  'crashes' | 'partitions' | 'txns' | 'epoch' | 'timeouts' | 'restarts' | 'syncs' | 'resends' | 'pings' | 'snapshots' | 'rounds';

export interface BoundInfo {
  readonly name: BoundName;
  readonly means: string;
}

/** See `spec/world/disk.ts`. */
export type Disk = 'atomic' | 'async';

export interface ModelOptions {
  /** Voting servers. */
  readonly nodes: number;
  readonly observers: number;
  readonly disk?: Disk;
  /** Id of a seed of the protocol; its first one by default. */
  readonly seedState?: string;
  /** Id of a mutant made for this protocol. */
  readonly mutant?: string;
  /** Bounds left out take the protocol's (or the seed's) defaults. */
  readonly bounds: Readonly<Partial<Record<BoundName, number>>>;
}

export interface SeedInfo {
  readonly id: string;
  readonly means: string;
}

export interface MutantInfo {
  readonly id: string;
  /** What the mutation does wrong, in one line. */
  readonly means: string;
  readonly cites: string;
  /** The property that must kill it, alone; a `reachable` property is checked when it is named here. */
  readonly killedBy: string;
  /** Other properties that kill it too, each alone, within the same run: for those no mutant is made for. */
  readonly alsoKills?: readonly string[];
  /** The run that kills it: protocol, its options and the depth that is enough. */
  readonly protocol: string;
  readonly options: ModelOptions;
  readonly depth: number;
}

/** What a builder refuses: options that make no model, said so that the reader knows what to do. */
export type Built =
  | { readonly ok: true; readonly system: System; readonly bounds: Readonly<Partial<Record<BoundName, number>>> }
  | { readonly ok: false; readonly error: string };

export interface ProtocolInfo {
  readonly id: string;
  readonly title: string;
  /** The default first. */
  readonly seeds: readonly SeedInfo[];
  readonly bounds: readonly BoundInfo[];
  /** Whether observers and disk grains exist at this level. */
  readonly observers: boolean;
  /** The default first. */
  readonly disks: readonly Disk[];
  readonly build: (options: ModelOptions) => Built;
}

/** One row of the standard suite. */
export interface SuiteEntry {
  readonly protocol: string;
  readonly options: ModelOptions;
  /** Also check `reachable` properties on this row, to at most this depth. */
  readonly reachableDepth?: number;
  /** Where this row needs no more, or cannot finish in time, the depth it stops at. */
  readonly depthAtMost?: number;
}
