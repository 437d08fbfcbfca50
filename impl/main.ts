#!/usr/bin/env node
/**
 * The one command, `zabkeeper`: it only wires. Each subcommand lives with what it drives, and this file alone may import it.
 */
import { Command, CommanderError } from 'commander';
import type { OpenRecorder } from './cli/recording.js';
import { ownVersion } from './version.js';

/** What `sysexits.h` and TLC call a usage error. */
const EXIT_USAGE = 64;

// Who reads only the beginning (`| head`) has what was wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** Loaded by name: a search need not wait for the modules of a server, nor a server for those of the checker. */
const commands = new Map<string, () => Promise<Command>>([
  ['server', async () => (await import('./cli/server-command.js')).serverCommand(await recorder())],
  ['ensemble', async () => (await import('./cli/ensemble-command.js')).ensembleCommand(await recorder())],
  ['check', async () => (await import('#checker/cli.js')).checkCommand()],
  ['mutants', async () => (await import('#checker/cli.js')).mutantsCommand()],
  ['conform', async () => (await import('#traces/cli.js')).conformCommand()],
  ['history', async () => (await import('#traces/history/cli.js')).historyCommand()],
]);

async function recorder(): Promise<OpenRecorder> {
  return (await import('#traces/record/recorder.js')).openRecorder;
}

const program = new Command('zabkeeper')
  .description('A ZooKeeper you can check: one executable ZAB specification, a model checker for it, and a service that runs it.')
  .version(ownVersion())
  .exitOverride();
const named = commands.get(process.argv[2] ?? '');
for (const load of named === undefined ? commands.values() : [named]) program.addCommand((await load()).exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has already printed the help or the complaint; 1 is what it says of any complaint of its own.
  process.exitCode = error.exitCode === 1 ? EXIT_USAGE : error.exitCode;
}
