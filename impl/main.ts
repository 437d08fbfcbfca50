#!/usr/bin/env node
/**
 * The one command, `zabkeeper`: it only wires. Each subcommand lives with what it drives, and this file alone may import it.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { checkCommand, mutantsCommand } from '#checker/cli.js';

/** What `sysexits.h` and TLC call a usage error. */
const EXIT_USAGE = 64;

function version(): string {
  // The same relative place in a clone and in the published package, where this file is `impl/main.js`.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { readonly version: string }).version;
}

const program = new Command('zabkeeper')
  .description('A ZooKeeper you can check: one executable ZAB specification, and a model checker for it.')
  .version(version())
  .exitOverride();
for (const command of [checkCommand(), mutantsCommand()]) program.addCommand(command.exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has already printed the help or the complaint; 1 is what it says of any complaint of its own.
  process.exitCode = error.exitCode === 1 ? EXIT_USAGE : error.exitCode;
}
