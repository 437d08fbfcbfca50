/**
 * The commands of traces, for the one program that wires them: `conform`.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { readChannelNames } from './conform/channel-names.js';
import type { Conformance, Divergence } from './conform/conformance.js';
import { excerptOf } from './conform/excerpt.js';
import { verdictDocument } from './conform/report/json.js';
import { coverageLines, excerptLines, failLines, isRefuted, passLines } from './conform/report/text.js';
import { count, rate } from './conform/report/words.js';
import { judgeFiles } from './conform/run.js';
import type { Judged } from './conform/run.js';
import { DEFAULT_BOUNDS } from './conform/search/bounds.js';

/** As `check`, and `sysexits.h` for files. */
const EXIT = { ok: 0, coverage: 1, undecided: 2, violation: 12, usage: 64, data: 65, noInput: 66 } as const;

const PROGRESS_EVERY_MS = 2000;

const HELP = `
Each FILE is the trace of one server, or of some of its runs; compressed where it ends in .gz. Give those of all servers:
what came from a server whose trace is missing is taken as given, and the verdict says how much that was.

Examples:
  conform traces/*.ndjson                      judge the traces of an ensemble
  conform --coverage a.ndjson.gz b.ndjson.gz   which actions and guards they exercised
  conform --sampled a.ndjson b.ndjson          lines were left out on purpose, anywhere in a run
  conform excerpt.ndjson                       judge again what an earlier divergence was cut down to

Exit codes:
  0 a behaviour of the specification    12 it is none    1 fewer actions than --coverage-floor asks for
  2 sampled traces that the search could complete one by one, and not all together
  64 the command line makes no sense    65 a file is no trace, or lacks its beginning    66 a file cannot be read`;

interface ConformOptions {
  readonly channels?: string;
  readonly coverage?: boolean;
  readonly coverageFloor?: number;
  readonly excerpt?: string;
  readonly json?: boolean;
  readonly sampled?: boolean;
  readonly search?: number;
}

export function conformCommand(): Command {
  return new Command('conform')
    .description('Judge recorded traces: was what real servers did a behaviour of the specification?')
    .argument('<files...>', 'traces, one server a file')
    .option('--channels <file>', 'what connections through proxies are called at their ends: lines of {"client": …, "server": …}')
    .option('--coverage', 'print which actions and guards the traces exercised')
    .option('--coverage-floor <count>', 'fail where fewer actions were exercised', wholeNumber)
    .option('--excerpt <file>', 'where the lines around a divergence go (default: a file among the temporary ones)')
    .option('--json', 'print one JSON document instead of text')
    .option('--sampled', 'lines may be missing anywhere in a run: search for what may have happened')
    .option('--search <count>', 'missing inputs in a row that are searched for (with --sampled)', wholeNumber)
    .addHelpText('after', HELP)
    .showHelpAfterError('(--help lists every option)')
    .action(async (files: readonly string[], options: ConformOptions, self: Command) => {
      process.exitCode = await runConform(files, options, self);
    });
}

async function runConform(files: readonly string[], options: ConformOptions, command: Command): Promise<number> {
  if (options.search !== undefined && options.sampled !== true) {
    return command.error('error: --search bounds what --sampled does: give --sampled, too', { exitCode: EXIT.usage });
  }
  const named = options.channels === undefined ? null : await readChannelNames(options.channels);
  if (named?.ok === false) return command.error(`error: ${named.message}`, { exitCode: EXIT.usage });
  const missingInputs = options.search ?? DEFAULT_BOUNDS.missingInputs;
  const sampled = options.sampled === true ? { ...DEFAULT_BOUNDS, missingInputs } : null;
  const judged = await judgeFiles({ files, sampled, channelNames: named?.names ?? new Map(), progress: progressWriter() });
  switch (judged.kind) {
    case 'unreadable':
      process.stderr.write(`error: ${judged.problem.message}\n`);
      return judged.problem.kind === 'file' ? EXIT.noInput : EXIT.data;
    case 'excerpt':
      if (options.json === true) print([JSON.stringify({ verdict: 'excerpt', ...judged.header }, null, 2)]);
      else print(excerptLines(files[0] ?? '', judged.header));
      return EXIT.data;
    case 'judged':
      return report(judged, options);
  }
}

function report(judged: Extract<Judged, { readonly kind: 'judged' }>, options: ConformOptions): number {
  const { conformance, divergence, seconds, search } = judged;
  const short = conformance.coverage.actionsTaken() < (options.coverageFloor ?? 0);
  const verdict = verdictOf(judged, short);
  const exitCode = { pass: EXIT.ok, coverage: EXIT.coverage, undecided: EXIT.undecided, violation: EXIT.violation }[verdict];
  const excerpt = divergence === null ? null : writeExcerpt(conformance, divergence, options.excerpt);
  if (options.json === true) {
    print([JSON.stringify(verdictDocument(conformance, divergence, { seconds, verdict, excerpt, search }), null, 2)]);
    return exitCode;
  }
  if (options.coverage === true) print([...coverageLines(conformance), '']);
  print(divergence === null ? passLines(conformance, seconds, search) : failLines(conformance, divergence, seconds, search));
  if (excerpt !== null) print([`excerpt   ${excerpt}`]);
  if (short) print([`coverage is below the floor of ${options.coverageFloor ?? 0} actions`]);
  return exitCode;
}

type Verdict = 'pass' | 'coverage' | 'undecided' | 'violation';

function verdictOf({ divergence, search }: Extract<Judged, { readonly kind: 'judged' }>, short: boolean): Verdict {
  if (divergence !== null) return search === null || isRefuted(search) ? 'violation' : 'undecided';
  return short ? 'coverage' : 'pass';
}

/** Its name, or null where it cannot be written: then the verdict stands without it. */
function writeExcerpt(conformance: Conformance, divergence: Divergence, file: string | undefined): string | null {
  const name = file ?? path.join(tmpdir(), `conform-excerpt-${process.pid}.ndjson`);
  try {
    writeFileSync(name, excerptOf(conformance, divergence));
    return name;
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    process.stderr.write(`the excerpt could not be written: ${error.message}\n`);
    return null;
  }
}

/** On stderr, now and then. */
function progressWriter(): (events: number, seconds: number) => void {
  let told = performance.now();
  return (events, seconds) => {
    const now = performance.now();
    if (now - told < PROGRESS_EVERY_MS) return;
    told = now;
    process.stderr.write(`${count(events)} events judged, ${count(rate(events, seconds))} a second\n`);
  };
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is expected');
  return Number(text);
}
