/**
 * The commands of the checker, for the one program that wires them: `check` and `mutants`.
 */
import { Command } from 'commander';
import { runCheck } from './cli/check.js';
import { runMutants, type MutantOptions } from './cli/mutants.js';
import { addCheckOptions, addLimitOptions, collect, type CheckOptions } from './cli/options.js';
import { SearchBroken } from './cli/search-thread.js';
import { endWithReader } from './cli/terminal.js';
import { EXIT } from './report/outcome.js';

const EXAMPLES = `
Examples:
  check --nodes 3 --depth 12                      the standard suite
  check --list                                    every name these options take
  check --protocol zab --max-crashes 2 --time 5m  one configuration, for at most five minutes
  check --mutant ID                               plant a bug and watch a property find it
  check --protocol ID --replay 'A(1); B(2 from 1)'  take these steps and show what they change

Exit codes:
  0 passed    11 deadlock    12 a safety property is false    13 a goal cannot be reached
  1 the suite missed an action, or a replay was refused       64 the command line makes no sense
  124 out of time or memory, results partial                  130 interrupted, results partial`;

export function checkCommand(): Command {
  const command = new Command('check')
    .description('Explore a protocol: every state within the bounds, every property, shortest counterexamples.')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(--help lists every option, --list every name)')
    .action(async (options: CheckOptions, self: Command) => {
      await finish(() => runCheck(options, self));
    });
  return addCheckOptions(command).allowExcessArguments(false);
}

export function mutantsCommand(): Command {
  const command = new Command('mutants')
    .description('Check the checker: plant each known bug and see that the property named for it finds it.')
    .showHelpAfterError('(--help lists every option)')
    .option('--only <id>', 'only this mutant; repeat it or separate with commas', collect)
    .action(async (options: MutantOptions, self: Command) => {
      await finish(() => runMutants(options, self));
    });
  return addLimitOptions(command).allowExcessArguments(false);
}

/** The exit code is set, not forced: output may still be on its way. */
async function finish(work: () => Promise<number>): Promise<void> {
  endWithReader();
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof SearchBroken)) throw error;
    process.stderr.write(
      `error: the search broke an assertion; this is a fault of the checker or of the spec\n${error.message}\n`,
    );
    process.exitCode = EXIT.software;
  }
}
