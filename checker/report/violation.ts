/**
 * What is printed when a property is false: the property, the witness, how it came to that, and how to see it again.
 */
import type { System } from '#spec/kit/system.js';
import type { Counterexample } from '../search/search.js';
import { lanePicture, LANE_LEGEND } from './lanes.js';
import type { Paint } from './paint.js';
import { stateLines, stepLines, type ShownStep } from './steps.js';
import { labelled, plural } from './words.js';

export interface ViolationReport {
  readonly system: System;
  readonly counterexample: Counterexample;
  readonly steps: readonly ShownStep[];
  /** The configuration in words: protocol, seed, disk, budgets. */
  readonly where: string;
  /** The command line that replays it. */
  readonly command: string;
  /** Breadth-first and exact: no shorter behaviour breaks a property. */
  readonly shortest: boolean;
}

const KINDS: Readonly<Record<Counterexample['kind'], string>> = {
  safety: 'a reachable state breaks it',
  step: 'a step breaks it',
  deadlock: 'a state without successors',
  reachable: 'no continuation without faults reaches the goal',
};

const LABEL_WIDTH = 8;

export function violationLines(report: ViolationReport, paint: Paint): readonly string[] {
  const { system, counterexample, steps } = report;
  const initial = system.initial[counterexample.initial] ?? [];
  return [
    ...headLines(report, paint),
    '',
    paint.bold(system.initial.length > 1 ? `Initial state ${counterexample.initial}` : 'Initial state'),
    ...stateLines(system, initial),
    '',
    paint.bold('Steps, and what each changes'),
    ...stepLines(system, steps, paint),
    ...pictureLines(system, steps, paint),
    '',
    paint.bold('Replay'),
    // One line, however long: it is to be copied.
    `  ${report.command}`,
  ];
}

function headLines({ system, counterexample, where, shortest }: ViolationReport, paint: Paint): readonly string[] {
  const { property, kind, detail, steps } = counterexample;
  const text = system.properties.find(({ id }) => id === property);
  const length = `after ${plural(steps.length, 'step')}${shortest ? ', the fewest possible' : ''}`;
  return [
    paint.bad(kind === 'deadlock' ? 'DEADLOCK' : `VIOLATED  ${property}`),
    ...(text === undefined ? [] : [labelled('means', text.means, LABEL_WIDTH), labelled('source', text.cites, LABEL_WIDTH)]),
    labelled('how', `${KINDS[kind]}, ${length}`, LABEL_WIDTH),
    labelled('witness', detail, LABEL_WIDTH),
    labelled('where', where, LABEL_WIDTH),
  ];
}

/** The lane picture with its title and legend; nothing where the system draws no lanes. */
export function pictureLines(system: System, steps: readonly ShownStep[], paint: Paint): readonly string[] {
  const picture = lanePicture(
    system.lanes,
    steps.map((step) => step.outcome.lanes ?? []),
  );
  if (picture.length === 0) return [];
  return ['', `${paint.bold('Messages')}   ${paint.dim(LANE_LEGEND)}`, ...picture];
}
