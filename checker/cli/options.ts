/**
 * The options of `check`: their texts, their parsers, and the values they give.
 */
import { Option, type Command } from 'commander';
import type { BoundName, Disk } from '#spec/kit/catalogue.js';
import type { SearchOptions, Strategy } from '../search/search.js';
import { DEFAULT_DEPTH, DEFAULT_NODES, type Request } from '../suite.js';
import { memoryBytes, oneOf, timeMs, wholeNumber, type Parser } from './units.js';

/** Every bound that some protocol obeys; `--list` says which, and what each means there. */
const BOUND_NAMES: readonly BoundName[] = [
  'crashes',
  'partitions',
  'txns',
  'epoch',
  'timeouts',
  'restarts',
  'syncs',
  'resends',
  'pings',
  'snapshots',
  'rounds',
];

/** As commander gives them; what was not said is absent. */
export interface CheckOptions extends Readonly<Partial<Record<`max${Capitalize<BoundName>}`, number>>> {
  readonly nodes?: number;
  readonly observers?: number;
  readonly depth?: number;
  readonly protocol?: string;
  readonly seedState?: string;
  readonly mutant?: string;
  readonly invariant?: readonly string[];
  readonly disk?: Disk;
  readonly strategy: Strategy;
  readonly walks?: number;
  readonly randomSeed?: number;
  readonly storage: SearchOptions['storage'];
  readonly time?: number;
  readonly memory?: number;
  readonly json?: boolean;
  readonly replay?: string;
  readonly initial?: number;
  readonly list?: boolean;
  readonly catalogue?: string;
}

const DEPTH_MOST = 1_000_000;
const BOUND_MOST = 1_000_000;
const SEED_MOST = 2 ** 32 - 1;

export const DEFAULT_WALKS = 1000;
export const DEFAULT_RANDOM_SEED = 1;

export function addCheckOptions(command: Command): Command {
  const add = <T>(flags: string, text: string, parser: Parser<T>): void => {
    command.addOption(new Option(flags, text).argParser(parser));
  };
  add('-n, --nodes <count>', `voting servers (default ${DEFAULT_NODES})`, wholeNumber(1, 99));
  add('--observers <count>', 'servers that learn and do not vote (default 0)', wholeNumber(0, 99));
  add(
    '-d, --depth <steps>',
    `how many steps from the start (default ${DEFAULT_DEPTH}, or what kills the mutant)`,
    wholeNumber(0, DEPTH_MOST),
  );
  command.option('-p, --protocol <id>', 'one configuration of this protocol (default: the standard suite)');
  command.option('--seed-state <id>', 'start from this named state');
  command.option('--mutant <id>', 'plant this bug, in the run that kills it unless other options say otherwise');
  command.option('--invariant <id>', 'check only this property; repeat it or separate with commas', collect);
  add('--disk <grain>', 'atomic: a write is on disk at once; async: writes wait for a flush', oneOf('disk', ['atomic', 'async']));
  for (const name of BOUND_NAMES) {
    add(`--max-${name} <count>`, `bound on ${name}, where the protocol obeys it`, wholeNumber(0, BOUND_MOST));
  }
  command.addOption(
    new Option('--strategy <name>', 'bfs, dfs or random').argParser(oneOf('strategy', ['bfs', 'dfs', 'random'])).default('bfs'),
  );
  add('--walks <count>', `random: how many walks (default ${DEFAULT_WALKS})`, wholeNumber(1));
  add('--random-seed <number>', `random: decides every walk (default ${DEFAULT_RANDOM_SEED})`, wholeNumber(0, SEED_MOST));
  command.addOption(
    new Option('--storage <kind>', 'exact, or fingerprint: 64 bits a state')
      .argParser(oneOf('storage', ['exact', 'fingerprint']))
      .default('exact'),
  );
  addLimitOptions(command);
  command.option('--replay <steps>', "take these steps: 'Action(arguments); Action(arguments)'");
  add('--initial <index>', 'replay: from this initial state (default 0)', wholeNumber(0));
  command.option('--list', 'name every protocol, seed, mutant and property, and stop');
  return command;
}

/** What `mutants` takes too. */
export function addLimitOptions(command: Command): Command {
  return command
    .addOption(new Option('--time <time>', 'end after this long, with the results so far: 30, 30s, 5m').argParser(timeMs))
    .addOption(
      new Option('--memory <size>', 'bound on the tables: 512M, 4G (default: 60 % of what is free)').argParser(memoryBytes),
    )
    .option('--json', 'print one JSON document instead of tables')
    .option('--catalogue <file>', 'a module of your own with protocols, exporting what spec/catalogue.ts exports');
}

export function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  const ids = text.split(',').map((id) => id.trim());
  return [...earlier, ...ids.filter((id) => id !== '')];
}

/** What the options say about models. */
export function requestOf(options: CheckOptions): Request {
  const { nodes, observers, depth, protocol, seedState, mutant, disk, invariant } = options;
  const bounds = BOUND_NAMES.flatMap((name) => {
    const value = options[`max${capitalized(name)}`];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    nodes,
    observers,
    depth,
    protocol,
    seedState,
    mutant,
    disk,
    invariants: invariant,
    bounds: Object.fromEntries(bounds),
  };
}

/** What makes no sense together, with advice; undefined where all is well. */
export function contradiction(options: CheckOptions): string | undefined {
  const { strategy, walks, randomSeed, replay, initial, protocol, mutant, invariant } = options;
  if (strategy !== 'random' && (walks !== undefined || randomSeed !== undefined)) {
    return '--walks and --random-seed need --strategy random';
  }
  if (replay !== undefined && protocol === undefined && mutant === undefined) {
    return '--replay needs the configuration it is for: name it with --protocol';
  }
  if (initial !== undefined && replay === undefined) return '--initial needs --replay';
  if (invariant?.length === 0) return '--invariant names nothing';
  return undefined;
}

function capitalized<T extends string>(name: T): Capitalize<T> {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}` as Capitalize<T>;
}
