/**
 * A run as one JSON document: everything the tables say, unrounded.
 */
import type { Counterexample, SearchResult, Strategy } from '../search/search.js';
import { configurationArguments, replayCommand, stepsText, type Invocation } from './command-line.js';
import { neverTaken, unexpanded, verdictOf, type Row, type RunOutcome } from './outcome.js';

export interface RunHeader {
  readonly version: string;
  readonly nodes: number;
  readonly depth: number;
  readonly strategy: Strategy;
  readonly storage: string;
}

export function runDocument(header: RunHeader, outcome: RunOutcome, invocation: Invocation): unknown {
  return {
    tool: 'zabkeeper',
    command: 'check',
    ...header,
    configurations: outcome.rows.map((row) => rowDocument(row, header.strategy, invocation)),
    actionsNeverTaken: outcome.actionsNeverTaken,
    sometimesUnmet: outcome.sometimesUnmet,
    coverageCounts: outcome.coverageCounts,
    verdict: outcome.verdict,
    exitCode: outcome.exitCode,
  };
}

function rowDocument(row: Row, strategy: Strategy, invocation: Invocation): unknown {
  const { configuration, result, reachability } = row;
  const { number, protocol, seed, disk, options, bounds, depth } = configuration;
  const { nodes, observers, mutant } = options;
  return {
    number,
    protocol,
    seed,
    disk,
    options: { nodes, observers, ...(mutant === undefined ? {} : { mutant }), bounds },
    arguments: configurationArguments(configuration),
    depth,
    verdict: verdictOf(row),
    ...(result === undefined ? {} : { ...searchDocument(result, strategy), actionsNeverTaken: neverTaken(row) }),
    ...(reachability === undefined ? {} : { reachability: searchDocument(reachability, strategy) }),
    ...counterexampleDocument(row, invocation),
  };
}

function searchDocument(result: SearchResult, strategy: Strategy): Readonly<Record<string, unknown>> {
  const { verdict: _verdict, counterexample: _counterexample, ...figures } = result;
  return { ...figures, unexpanded: unexpanded(result, strategy) ?? null };
}

function counterexampleDocument(
  { configuration, result, reachability }: Row,
  invocation: Invocation,
): Readonly<Record<string, unknown>> {
  const counterexample: Counterexample | undefined = result?.counterexample ?? reachability?.counterexample;
  if (counterexample === undefined) return {};
  const text = configuration.system.properties.find(({ id }) => id === counterexample.property);
  return {
    counterexample: {
      ...counterexample,
      ...(text === undefined ? {} : { means: text.means, cites: text.cites }),
      text: stepsText(counterexample.steps),
      replay: replayCommand(invocation, configuration, counterexample.steps, initialArguments(counterexample.initial)),
    },
  };
}

/** Which initial state, where it is not the first. */
export function initialArguments(initial: number): readonly string[] {
  return initial === 0 ? [] : ['--initial', String(initial)];
}
