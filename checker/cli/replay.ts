/**
 * `check --replay`: takes given steps on the chosen configuration and shows them as a violation report does.
 */
import type { Command } from 'commander';
import type { Read, System, Value } from '#spec/kit/system.js';
import { configurationText } from '../report/bounds.js';
import { parseSteps } from '../report/command-line.js';
import { EXIT } from '../report/outcome.js';
import { paintFor, type Paint } from '../report/paint.js';
import { slotChanges, stateLines, stepLines } from '../report/steps.js';
import { pictureLines } from '../report/violation.js';
import { labelled, plural } from '../report/words.js';
import { replay, type Replay } from '../replay/replay.js';
import type { Configuration, Plan } from '../suite.js';
import type { CheckOptions } from './options.js';
import { print, printDocument, usageError } from './terminal.js';

/** A property found false by a replay. */
interface Broken {
  readonly property: string;
  readonly detail: string;
}

export function runReplay(plan: Plan, options: CheckOptions, command: Command, version: string): number {
  const [configuration] = plan.configurations;
  const parsed = parseSteps(options.replay ?? '');
  if (!parsed.ok) return usageError(command, `--replay: ${parsed.error}`);
  const initial = options.initial ?? 0;
  const { system } = configuration;
  if (initial >= system.initial.length) {
    return usageError(
      command,
      `--initial ${initial}: this configuration has ${plural(system.initial.length, 'initial state')}, counted from 0`,
    );
  }
  const replayed = replay(system, initial, parsed.steps);
  const broken = brokenBy(system, replayed);
  const exitCode = replayed.refusal !== undefined ? EXIT.failed : broken.length > 0 ? EXIT.safety : EXIT.ok;
  if (options.json === true) printDocument(document(configuration, initial, replayed, broken, { version, exitCode }));
  else print(lines(configuration, initial, parsed.steps.length, replayed, broken, paintFor(process.stdout)));
  return exitCode;
}

/** Step properties of every step, and state properties of every state on the way, the first time each is false. */
function brokenBy(system: System, { steps, last }: Replay): readonly Broken[] {
  const states = [...steps.map(({ before }) => before), last];
  const ofSteps = steps.flatMap(({ outcome }) => outcome.violations ?? []);
  const ofStates = states.flatMap((state) => brokenIn(system, state));
  return [...new Map([...ofSteps, ...ofStates].reverse().map((each) => [each.property, each])).values()].reverse();
}

function brokenIn(system: System, state: readonly Value[]): readonly Broken[] {
  return system.invariants.flatMap(({ id, args, reads, holds }) => {
    const answer = holds(reads.map((read) => seen(read, state)));
    return answer === true ? [] : [{ property: id, detail: args === '' ? answer : `(${args}) ${answer}` }];
  });
}

function seen({ slot, view }: Read, state: readonly Value[]): never {
  const value = state[slot] as never;
  return (view === undefined ? value : view.of(value)) as never;
}

function lines(
  configuration: Configuration,
  initial: number,
  asked: number,
  replayed: Replay,
  broken: readonly Broken[],
  paint: Paint,
): readonly string[] {
  const { system } = configuration;
  const { steps, refusal } = replayed;
  return [
    `Replay of ${plural(asked, 'step')} on ${configurationText(configuration)}`,
    '',
    paint.bold(system.initial.length > 1 ? `Initial state ${initial}` : 'Initial state'),
    ...stateLines(system, system.initial[initial]),
    '',
    paint.bold('Steps, and what each changes'),
    ...stepLines(system, steps, paint),
    ...(refusal === undefined ? [] : refusalLines(refusal, paint)),
    ...pictureLines(system, steps, paint),
    '',
    ...(broken.length === 0 ? [`Taken: ${plural(steps.length, 'step')}. No invariant is false in any of these states.`] : []),
    ...broken.flatMap(({ property, detail }) => [paint.bad(`VIOLATED  ${property}`), labelled('witness', detail, 8)]),
  ];
}

function refusalLines({ index, label, reason }: NonNullable<Replay['refusal']>, paint: Paint): readonly string[] {
  return [
    `${String(index + 1).padStart(4)}  ${paint.bad(`${label.action}  ${label.args}`.trimEnd())}`,
    paint.bad('       REFUSED'),
    labelled('because', reason, 8, '       '),
  ];
}

function document(
  configuration: Configuration,
  initial: number,
  { steps, refusal }: Replay,
  violated: readonly Broken[],
  { version, exitCode }: { readonly version: string; readonly exitCode: number },
): unknown {
  return {
    tool: 'zabkeeper',
    command: 'replay',
    version,
    protocol: configuration.protocol,
    options: configuration.options,
    initial,
    steps: steps.map((step) => ({
      action: step.outcome.action,
      args: step.outcome.args,
      changes: slotChanges(configuration.system, step),
      lanes: step.outcome.lanes ?? [],
    })),
    ...(refusal === undefined ? {} : { refusal }),
    violated,
    exitCode,
  };
}
