/** The command on its own, as a process of a test. */
import { historyCommand } from '#traces/history/cli.js';

await historyCommand().parseAsync(process.argv);
