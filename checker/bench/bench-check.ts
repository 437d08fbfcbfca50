/**
 * `npm run bench:check`
 *
 * Compares engine and naive checker in one process. Without a protocol the model is two-phase commit of N managers (7), to the end.
 */
import { protocols } from '#spec/catalogue.js';
import type { System } from '#spec/kit/system.js';
import { commandLine } from '../cli/command-line.js';
import { oneOf, wholeNumber } from '../cli/units.js';
import { compare, type Comparison, type Measured } from './compare.js';
import { twoPhase } from './two-phase.js';

interface Options {
  readonly protocol?: string;
  readonly nodes?: number;
  readonly depth?: number;
  readonly runs: number;
  readonly json?: boolean;
}

const command = commandLine('bench:check', 'The engine and the naive checker on the same search, in one process, in turns.')
  .option(
    '-p, --protocol <id>',
    'of the specification (default: two-phase commit)',
    oneOf(
      'protocol',
      protocols.map(({ id }) => id),
    ),
  )
  .option('-n, --nodes <count>', 'voting servers (default 3), or managers of two-phase commit (default 7)', wholeNumber(1, 99))
  .option('-d, --depth <steps>', 'how many steps from the start (default: to the end)', wholeNumber(0))
  .option('--runs <count>', 'medians count', wholeNumber(1), 3)
  .option('--json', 'print one JSON document')
  .parse();
const options = command.opts<Options>();
const comparison = compare(modelOf(options), options.depth ?? Infinity, options.runs);
console.log(options.json === true ? JSON.stringify(comparison, null, 2) : report(comparison));

function modelOf({ protocol, nodes }: Options): System {
  const info = protocols.find(({ id }) => id === protocol);
  if (info === undefined) return twoPhase(nodes ?? 7);
  const built = info.build({ nodes: nodes ?? 3, observers: 0, bounds: {} });
  return built.ok ? built.system : command.error(`error: --nodes: ${built.error}`);
}

function report({
  system,
  depth,
  runs,
  distinct,
  transitions,
  bytesPerState,
  missRate,
  engine,
  naive,
  ratio,
}: Comparison): string {
  const bound = depth === null ? 'to the end' : `to depth ${depth}`;
  return [
    `${system}, ${bound}: ${distinct} distinct states, ${transitions} transitions; medians of ${runs} runs`,
    row('engine', engine),
    row('naive', naive),
    `ratio   ${ratio.toFixed(1)}; the engine takes ${bytesPerState} bytes a state`,
    `        and ran spec code at ${(100 * missRate).toFixed(2)} % of its look-ups`,
  ].join('\n');
}

function row(name: string, { seconds, statesPerSecond, transitionsPerSecond }: Measured): string {
  return `${name.padEnd(7)} ${seconds.toFixed(2)} s, ${statesPerSecond} distinct/s, ${transitionsPerSecond} transitions/s`;
}
