/** The verdict as people read it. */
import type { Conformance, Divergence } from '../conformance.js';
import type { ExcerptHeader } from '../excerpt.js';
import type { Search } from '../run.js';
import { LANE_LEGEND, lanePicture } from './lanes.js';
import { count, plural, rate } from './words.js';

/** Rows of the picture. */
const LANE_ROWS = 24;

/** `search`: the traces are completed by what was inferred, and so is what is said of them. */
export function passLines(conformance: Conformance, seconds: number, search: Search | null): readonly string[] {
  const { events, tracks, runs, strength } = conformance;
  const what = `of ${plural(tracks.length, 'server')} in ${plural(runs, 'run')}`;
  const recorded = plural(events - strength.inferred, 'recorded event');
  return [
    search === null
      ? `PASS: ${plural(events, 'event')} ${what} are a behaviour of the specification`
      : `PASS, sampled: ${recorded} ${what} can be completed to a behaviour of the specification`,
    ...searchLines(search),
    ...summaryLines(conformance, seconds),
  ];
}

/** Where the search for lines that were left out ended. */
function searchLines(search: Search | null): readonly string[] {
  return (search?.unexplained ?? []).map(({ server, line, kind }) => {
    const { missingInputs, candidates } = (search as Search).bounds;
    const why =
      kind === 'refuted'
        ? `no explanation within ${missingInputs} missing inputs in a row`
        : `neither explained nor refuted within ${count(candidates)} candidates; the rest of the run is unknown`;
    return `search    server ${server}, line ${line}: ${why}`;
  });
}

export function failLines(
  conformance: Conformance,
  divergence: Divergence,
  seconds: number,
  search: Search | null,
): readonly string[] {
  const { rule, server, file, line, event, expected, recorded, nearest } = divergence;
  const near = (nearest ?? []).map(({ action, guard }) => `  ${action}: ${guard === '' ? 'enabled' : guard}`);
  return [
    search === null || isRefuted(search)
      ? `FAIL: server ${server} did what the specification does not allow (${rule})`
      : `UNDECIDED: every server's trace can be completed, and not all together: server ${server} (${rule})`,
    ...searchLines(search),
    `  ${file}:${line}  ${JSON.stringify(event)}`,
    `  expected  ${expected}`,
    `  recorded  ${recorded}`,
    ...(near.length === 0 ? [] : ['nearest actions, and the first guard of each that is false:', ...near]),
    '',
    ...lanePicture(surroundings(conformance, divergence), divergence),
    LANE_LEGEND,
    '',
    ...summaryLines(conformance, seconds),
  ];
}

/** What was read last, of the servers that have part in it. */
function surroundings({ recent }: Conformance, { server, peers, event, line, file }: Divergence): ReturnType<typeof lastRead> {
  const involved = peers === undefined || peers.length === 0 ? null : [server, ...peers];
  const lines = lastRead(recent, involved);
  const last = lines.at(-1);
  if (event === null || (last?.server === server && last.number === line)) return lines;
  // It waited for its cause, and so was not read.
  const own = recent.find((each) => each.server === server);
  return own === undefined ? lines : [...lines, { event, number: line, server: own.server, file, message: null }];
}

function lastRead(recent: Conformance['recent'], involved: readonly number[] | null): Conformance['recent'] {
  return recent.filter((each) => involved === null || involved.includes(each.server)).slice(-LANE_ROWS);
}

function summaryLines(conformance: Conformance, seconds: number): readonly string[] {
  const { strength, missing, tracks, coverage, dropped, events } = conformance;
  const torn = tracks.reduce((sum, each) => sum + each.tornRuns, 0);
  const lines = tracks.filter(({ source }) => source.torn).length;
  const actions = coverage.actions();
  const guards = coverage.guardsSeen();
  const held = guards.filter(({ heldTimes }) => heldTimes > 0).length;
  const failed = guards.filter(({ failedTimes }) => failedTimes > 0).length;
  return [
    `strength  ${count(strength.exact)} matched exactly, ${count(strength.inferred)} inferred, ${count(strength.unknown)} unknown, ${plural(strength.given, 'disk')} taken as given`,
    `lacking   ${missing.length === 0 ? 'no server' : `servers ${missing.join(', ')}`}, the end of ${plural(torn, 'run')}, ${plural(lines, 'torn line')}`,
    `coverage  ${coverage.actionsTaken()} of ${actions.length} actions; of ${guards.length} guards ${held} seen true, ${failed} seen false; ${plural(dropped, 'message')} dropped`,
    `speed     ${seconds.toFixed(2)} s, ${count(rate(events, seconds))} events/s`,
  ];
}

/** The search came to an end, and found nothing that some server may have done. */
export function isRefuted({ unexplained }: Search): boolean {
  return unexplained.some(({ kind }) => kind === 'refuted');
}

/** The table of actions and their guards. */
export function coverageLines({ coverage }: Conformance): readonly string[] {
  const guards = coverage.guardsSeen();
  return coverage
    .actions()
    .flatMap(({ action, times }) => [
      `${action.padEnd(34)} ${count(times).padStart(12)}${times === 0 ? '  never taken' : ''}`,
      ...guards
        .filter((each) => each.action === action)
        .map(
          ({ guard, heldTimes, failedTimes }) => `    ${guard.padEnd(30)} true ${count(heldTimes)}, false ${count(failedTimes)}`,
        ),
    ]);
}

export function excerptLines(file: string, { rule, server, expected, recorded, lacks }: ExcerptHeader): readonly string[] {
  return [
    `${file} is an excerpt that cannot be judged by itself. It lacks:`,
    ...lacks.map((each) => `  ${each}`),
    `When it was cut out, server ${server} had done what the specification does not allow (${rule}):`,
    `  expected  ${expected}`,
    `  recorded  ${recorded}`,
  ];
}
