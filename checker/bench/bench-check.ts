/**
 * `npm run bench:check -- [--protocol ID] [--nodes N] [--depth D] [--runs R] [--json]`
 *
 * Compares engine and naive checker in one process. Without a protocol the model is two-phase commit of N managers (7), to the end.
 */
import { parseArgs } from 'node:util';
import { protocols } from '#spec/catalogue.js';
import type { System } from '#spec/kit/system.js';
import { compare, type Comparison, type Measured } from './compare.js';
import { twoPhase } from './two-phase.js';

const { values } = parseArgs({
  options: {
    protocol: { type: 'string' },
    nodes: { type: 'string' },
    depth: { type: 'string' },
    runs: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});

const comparison = compare(modelOf(values.protocol, values.nodes), Number(values.depth ?? Infinity), Number(values.runs));
console.log(values.json ? JSON.stringify(comparison, null, 2) : report(comparison));

function modelOf(protocol: string | undefined, nodes: string | undefined): System {
  if (protocol === undefined) return twoPhase(Number(nodes ?? 7));
  const info = protocols.find(({ id }) => id === protocol);
  if (info === undefined) throw new Error(`no protocol ${protocol}; there are ${protocols.map(({ id }) => id).join(', ')}`);
  const built = info.build({ nodes: Number(nodes ?? 3), observers: 0, bounds: {} });
  if (!built.ok) throw new Error(built.error);
  return built.system;
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
