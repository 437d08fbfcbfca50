/** `zabkeeper ensemble`: a whole ensemble on this machine, to try things with. */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { removeFolder, mismatch, openFolder, writeMember } from './ensemble/folders.js';
import type { EnsembleFolder } from './ensemble/folders.js';
import { startHere } from './ensemble/local-member.js';
import type { Member } from './ensemble/member.js';
import { planEnsemble, PORTS_PER_SERVER } from './ensemble/plan.js';
import type { MemberPlan } from './ensemble/plan.js';
import { freePorts } from './ensemble/ports.js';
import { startProcess } from './ensemble/process-member.js';
import { document, table } from './ensemble/report.js';
import { runEnsemble } from './ensemble/run.js';
import { EXIT } from './exit-codes.js';
import { addServerOptions, usageError, wholeNumber } from './options.js';
import type { LogLevel, Settings } from './options.js';
import type { OpenRecorder } from './recording.js';

interface EnsembleOptions {
  readonly nodes: number;
  readonly observers: number;
  readonly data?: string;
  readonly set?: Settings;
  readonly logLevel: LogLevel;
  readonly inProcess?: boolean;
  readonly json?: boolean;
  readonly record?: string;
  readonly recordGzip?: boolean;
}

const NODES_MOST = 99;

const EXAMPLES = `
Examples:
  ensemble                                      three servers, gone without a trace after Ctrl-C
  ensemble --nodes 5 --observers 1 --data zk    six servers, their data kept in zk/server-1, zk/server-2, …
  ensemble --set tickTime=500 --json            one JSON document when all of them serve
  ensemble --record traces                      what they do, in traces/server-1.trace.ndjson, …

The first line on standard output is what clients take: 127.0.0.1:PORT,127.0.0.1:PORT,…

Exit codes:
  0 stopped by Ctrl-C or SIGTERM          1 a server ended by itself, or files cannot be written
 64 the command line makes no sense     130, 143 killed by a second Ctrl-C or SIGTERM`;

/** `openRecorder`: for `--record`. */
export function ensembleCommand(openRecorder: OpenRecorder): Command {
  const command = new Command('ensemble')
    .description('Run a whole ensemble on this machine, each server in a process of its own, until Ctrl-C.')
    .addOption(new Option('-n, --nodes <count>', 'voting servers').argParser(wholeNumber(1, NODES_MOST)).default(3))
    .addOption(
      new Option('--observers <count>', 'servers that learn and do not vote').argParser(wholeNumber(0, NODES_MOST)).default(0),
    )
    .option('--data <folder>', 'keep the data here, and go on with what is there (default: a temporary folder)')
    .option('--in-process', 'all servers in this process')
    .option('--json', 'print one JSON document instead of a table')
    .option('--record <folder>', 'write down what each server does, and what it tells clients, for zabkeeper conform')
    .option('--record-gzip', 'compress what --record writes')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(--help lists every option)')
    .action(async (options: EnsembleOptions, self: Command) => {
      process.exitCode = await prepareAndRun(options, self, openRecorder);
    });
  return addServerOptions(command, 'a key of zoo.cfg for every server; repeat it for more').allowExcessArguments(false);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function prepareAndRun(options: EnsembleOptions, self: Command, openRecorder: OpenRecorder): Promise<number> {
  let folder: EnsembleFolder;
  try {
    folder = await openFolder(options.data);
  } catch (error) {
    return cannotWrite(error);
  }
  const plans = await prepare(options, folder, self);
  if (plans === undefined) {
    if (folder.isTemporary) await removeFolder(folder);
    return EXIT.unexpected;
  }
  return runEnsemble({
    start: () => startAll(plans, options, openRecorder),
    folder,
    onServing: (members) => {
      process.stdout.write(`${options.json === true ? document(members) : `${table(members)}\n\n${farewell(folder)}`}\n`);
    },
    complain,
  });
}

/** Everything that a server needs before it starts; undefined where that cannot be written. */
async function prepare(
  { nodes, observers, set: settings = [], record, recordGzip: compressed = false }: EnsembleOptions,
  folder: EnsembleFolder,
  self: Command,
): Promise<readonly MemberPlan[] | undefined> {
  const traces = record === undefined ? null : { folder: resolve(record), compressed };
  const request = { nodes, observers, settings, folder: folder.path, record: traces };
  const planned = planEnsemble(request, await freePorts((nodes + observers) * PORTS_PER_SERVER));
  const foreign = planned.ok ? await mismatch(request) : undefined;
  if (!planned.ok || foreign !== undefined) {
    if (folder.isTemporary) await removeFolder(folder);
    const lines = planned.ok
      ? [foreign]
      : planned.problems.map(({ key, message, advice }) => `--set ${key ?? ''}: ${message}; ${advice}`);
    return usageError(self, lines.map((line) => `error: ${line ?? ''}`).join('\n'), EXIT.usage);
  }
  for (const warning of planned.warnings) complain(`warning: ${warning}`);
  try {
    for (const member of planned.members) await writeMember(member);
    if (traces !== null) await mkdir(traces.folder, { recursive: true });
  } catch (error) {
    cannotWrite(error);
    return undefined;
  }
  return planned.members;
}

/** A file system that refuses is an error of operation; anything else is ours. */
function cannotWrite(error: unknown): number {
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  complain(`error: ${error.message}`);
  return EXIT.unexpected;
}

function startAll(
  plans: readonly MemberPlan[],
  { inProcess, logLevel }: EnsembleOptions,
  openRecorder: OpenRecorder,
): Promise<readonly Member[]> {
  const start = inProcess === true ? startHere : startProcess;
  return Promise.all(plans.map((plan) => start(plan, logLevel, openRecorder)));
}

function farewell({ isTemporary, path }: EnsembleFolder): string {
  return isTemporary ? `Ctrl-C stops the servers and removes ${path}.` : `Ctrl-C stops the servers; their data stays in ${path}.`;
}
