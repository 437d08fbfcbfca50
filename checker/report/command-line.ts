/**
 * The command line that gives a configuration, and a behaviour in it, again.
 */
import type { StepLabel } from '../search/search.js';
import type { Configuration } from '../suite.js';
import { boundEntries } from './bounds.js';

/** How people start the program from here: from a clone, or installed. */
export type Invocation = 'npm run check --' | 'zabkeeper check';

export function replayCommand(
  invocation: Invocation,
  configuration: Configuration,
  steps: readonly StepLabel[],
  extra: readonly string[] = [],
): string {
  return [invocation, ...configurationArguments(configuration), ...extra, '--replay', quoted(stepsText(steps))].join(' ');
}

/** Options that say everything, defaults included: defaults may change, and a report should outlive that. */
export function configurationArguments({ protocol, options }: Configuration): readonly string[] {
  const { nodes, observers, seedState, disk, mutant, bounds } = options;
  const named = (option: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [`--${option}`, quoted(String(value))];
  return [
    ...named('protocol', protocol),
    ...named('nodes', nodes),
    ...named('observers', observers === 0 ? undefined : observers),
    ...named('seed-state', seedState),
    ...named('disk', disk),
    ...named('mutant', mutant),
    ...boundEntries(bounds).flatMap(([name, value]) => named(`max-${name}`, value)),
  ];
}

/** `Elect(2); Deliver(1 from 2)`. */
export function stepsText(steps: readonly StepLabel[]): string {
  return steps.map(({ action, args }) => `${action}(${args})`).join('; ');
}

export type ParsedSteps =
  { readonly ok: true; readonly steps: readonly StepLabel[] } | { readonly ok: false; readonly error: string };

/** Reads what `stepsText` wrote. Arguments may hold balanced parentheses and semicolons. */
export function parseSteps(text: string): ParsedSteps {
  const steps: StepLabel[] = [];
  let at = 0;
  for (;;) {
    at += /^[\s;]*/.exec(text.slice(at))?.[0].length ?? 0;
    if (at >= text.length) return { ok: true, steps };
    const action = /^[^\s();]+/.exec(text.slice(at))?.[0];
    if (action === undefined) return refused(text, at, 'expected the name of an action');
    at += action.length;
    const args = text[at] === '(' ? balanced(text, at) : '';
    if (args === undefined) return refused(text, at, 'this parenthesis is never closed');
    if (text[at] === '(') at += args.length + 2;
    if (/^\s*[^;\s]/.test(text.slice(at))) return refused(text, at, "expected ';' between two steps");
    steps.push({ action, args });
  }
}

/** What stands between the parenthesis at `start` and the one that closes it. */
function balanced(text: string, start: number): string | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')') depth--;
    if (depth === 0) return text.slice(start + 1, at);
  }
  return undefined;
}

function refused(text: string, at: number, what: string): ParsedSteps {
  return {
    ok: false,
    error: `${what} at character ${at + 1}: '${text.slice(at, at + 20)}'. Steps are written as Action(arguments); Action(arguments)`,
  };
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
