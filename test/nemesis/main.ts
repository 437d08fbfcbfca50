/** `npm run nemesis`: one command that starts an ensemble under faults, records it, and judges what it did. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { commandLine } from '#checker/cli/command-line.js';
import { wholeNumber } from '#checker/cli/units.js';
import { FAULT_NAMES } from './faults.js';
import type { FaultName } from './faults.js';
import { judge, outcome, verdictText } from './judge.js';
import type { Verdict } from './judge.js';
import { MUTANTS, tryMutant } from './mutants.js';
import { run } from './run.js';

const EXIT = { ok: 0, survived: 1, coverage: 1, violated: 12, broken: 70, usage: 64 } as const;

const HELP = `
Real servers of this repository on real disks, each behind proxies; random clients; faults from the seed, one behind the other. Then
zabkeeper conform judges what the servers recorded, and zabkeeper history what the clients were told.

Examples:
  npm run nemesis                                 three voters and an observer, all faults
  npm run nemesis -- --seed 7 --seconds 60        the same choices again; longer
  npm run nemesis -- --fault power-cut --fault failing-disk --keep run
  npm run nemesis -- --mutant ack-before-fsync    a server with that bug: it must be caught
  npm run nemesis -- --mutant all

Exit codes:
  0 all conforms, or every mutant is caught    12 something does not    1 a mutant survived, or coverage is below its floor
  64 the command line makes no sense    70 the run did not come to its end`;

interface Options {
  readonly seed?: number;
  readonly nodes: number;
  readonly observers: number;
  readonly seconds?: number;
  readonly fault?: readonly FaultName[];
  readonly mutant?: string;
  readonly coverageFloor?: number;
  readonly keep?: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

const MUTANT_NAMES = [...MUTANTS.map(({ id }) => id), 'all'];
const RUN_SECONDS = 15;
const MUTANT_SECONDS = 4;

const command = commandLine(
  'nemesis',
  'Start an ensemble, let random clients work and faults come, record everything, and judge it.',
)
  .option('--seed <number>', 'repeats the choices of a run (not the time that the machine takes)', wholeNumber(0))
  .option('--nodes <count>', 'voters', wholeNumber(3), 3)
  .option('--observers <count>', 'observers', wholeNumber(0), 1)
  .option('--seconds <count>', `how long faults come (default: ${RUN_SECONDS}; with --mutant ${MUTANT_SECONDS})`, wholeNumber(1))
  .addOption(
    new Option('--fault <name>', 'only such faults; repeat it for more')
      .choices(FAULT_NAMES)
      .argParser((name: string, before: readonly FaultName[] | undefined) => {
        if (!(FAULT_NAMES as readonly string[]).includes(name)) {
          throw new InvalidArgumentError(`one of ${FAULT_NAMES.join(', ')} is expected`);
        }
        return [...(before ?? []), name as FaultName];
      }),
  )
  .addOption(new Option('--mutant <name>', 'run servers that have this bug; "all": one after the other').choices(MUTANT_NAMES))
  .option('--coverage-floor <count>', 'fail where the servers took fewer actions of the protocol than so many', wholeNumber(1))
  .option(
    '--keep <folder>',
    'where traces and histories go, over those of an earlier run (default: among the temporary files, removed if all is well)',
  )
  .option('--list', 'print the faults and the mutants, and stop')
  .option('--json', 'print one JSON document instead of text')
  .addHelpText('after', HELP);
command.parse();
const options = command.opts<Options>();
const seed = options.seed ?? Math.floor(Math.random() * 0x1_0000_0000);
const started = performance.now();

function made(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    return path;
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return command.error(`error: --keep: ${error.message}`, { exitCode: EXIT.usage });
  }
}

/** On stderr: what is printed on stdout is the verdict. */
function told(line: string): void {
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Where clients lost their servers, some of what they saw may stay undecided, which the verdict on the history says: nothing is known to be wrong. */
const WORDS = { pass: 'PASS', undecided: 'PASS', violated: 'FAIL', broken: 'BROKEN' } as const;

function isCovered({ conformed }: Verdict): boolean {
  const { coverageFloor = 0 } = options;
  const taken = conformed.conformance.coverage.actionsTaken();
  if (taken >= coverageFloor) return true;
  process.stderr.write(`${taken} actions were taken, fewer than the floor of ${coverageFloor}\n`);
  return false;
}

async function runOnce(folder: string): Promise<number> {
  const { nodes, observers, fault = FAULT_NAMES, seconds = RUN_SECONDS } = options;
  told(`seed ${seed}, ${nodes} voters, ${observers} observers, faults for ${seconds} s`);
  const recorded = await run({ seed, voters: nodes, observers, seconds, faults: fault, folder, told });
  if (recorded.problem !== null) {
    process.stderr.write(
      `seed ${seed}: the run did not come to its end; what was recorded is in ${folder}\n${recorded.problem}\n`,
    );
  }
  const verdict = await judge(recorded);
  const judged = outcome(verdict);
  const came = recorded.problem === null || judged === 'violated' ? judged : 'broken';
  if (options.json === true) {
    const { events, strength } = verdict.conformed.conformance;
    const { rule, checks } = verdict;
    print([
      JSON.stringify(
        { seed, outcome: came, rule, checks, events, strength, history: verdict.seen?.strength ?? null, folder },
        null,
        2,
      ),
    ]);
  } else {
    print([...verdictText(verdict), '', `${WORDS[came]}  seed ${seed}`]);
  }
  if (came === 'broken') return EXIT.broken;
  if (came === 'violated') return EXIT.violated;
  return isCovered(verdict) ? EXIT.ok : EXIT.coverage;
}

async function runMutants(name: string, folder: string): Promise<number> {
  const rows: { readonly mutant: string; readonly caughtBy: string | null; readonly seed: number; readonly seconds: number }[] =
    [];
  for (const mutant of MUTANTS.filter(({ id }) => name === 'all' || id === name)) {
    told(`${mutant.id}: ${mutant.what}; seed ${seed}`);
    const begun = performance.now();
    const caught = await tryMutant(mutant, { seed, seconds: options.seconds ?? MUTANT_SECONDS, folder, told });
    rows.push({ mutant: mutant.id, caughtBy: caught.by, seed: caught.seed, seconds: (performance.now() - begun) / 1000 });
    if (name !== 'all' && options.json !== true) print([...verdictText(caught.verdict), '']);
  }
  const killed = rows.filter(({ caughtBy }) => caughtBy !== null).length;
  if (options.json === true) print([JSON.stringify({ seed, caught: killed, mutants: rows }, null, 2)]);
  else {
    print(
      rows.map(
        (row) =>
          `${row.mutant.padEnd(26)} ${(row.caughtBy ?? 'SURVIVED').padEnd(20)} ${row.seconds.toFixed(1).padStart(6)} s  seed ${row.seed}`,
      ),
    );
    print([`${killed === rows.length ? 'PASS' : 'FAIL'}  ${killed} of ${rows.length} mutants caught by what is named for them`]);
  }
  return killed === rows.length ? EXIT.ok : EXIT.survived;
}

if (options.list === true) {
  print([
    'faults',
    ...FAULT_NAMES.map((name) => `  ${name}`),
    'mutants',
    ...MUTANTS.map(({ id, what }) => `  ${id.padEnd(26)} ${what}`),
  ]);
} else {
  const { mutant, keep } = options;
  const folder = keep === undefined ? mkdtempSync(join(tmpdir(), 'zabkeeper-nemesis-')) : made(resolve(keep));
  process.exitCode = mutant === undefined ? await runOnce(folder) : await runMutants(mutant, folder);
  if (keep === undefined && process.exitCode === EXIT.ok) rmSync(folder, { recursive: true, force: true });
  else told(`traces and histories are in ${folder}`);
}
