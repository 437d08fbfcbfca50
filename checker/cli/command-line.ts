/** The command lines of what `npm run` offers beside the program itself: mistakes are told with what would do, and end with 64. */
import { Command } from 'commander';
import { EXIT } from '../report/outcome.js';

export function commandLine(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .showHelpAfterError('(--help lists every option)')
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.ok : EXIT.usage));
}
