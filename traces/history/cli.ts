/** `zabkeeper history`: checks what clients saw. */
import { Command } from 'commander';
import { checkHistory, outcomeOf } from './check-history.js';
import { checkRegisters } from './check-registers.js';
import type { History } from './history.js';
import { readHistory } from './read.js';
import { registersDocument, verdictDocument } from './report/json.js';
import { registersLines, verdictLines } from './report/text.js';

/** As `check` ends: 12 for a violation, 124 for a search that met its bound, 64 for a command line, or files, that mean nothing. */
const EXIT = { ok: 0, violated: 12, undecided: 124, usage: 64 } as const;

interface HistoryOptions {
  readonly json?: true;
  readonly withoutZxids?: true;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function printDocument(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

function judge(history: History, { json, withoutZxids }: HistoryOptions): number {
  if (withoutZxids === true) {
    const verdict = checkRegisters(history);
    if (json === true) printDocument(registersDocument(verdict));
    else print(registersLines(verdict));
    return verdict.violations.length === 0 ? EXIT.ok : EXIT.violated;
  }
  const verdict = checkHistory(history);
  if (json === true) printDocument(verdictDocument(verdict));
  else print(verdictLines(verdict));
  return EXIT[outcomeOf(verdict)];
}

/** The exit code. */
async function runHistory(files: readonly string[], options: HistoryOptions): Promise<number> {
  if (options.withoutZxids === true && files.length > 1) {
    process.stderr.write('history: --without-zxids takes one file: between recorders there is no time\n');
    return EXIT.usage;
  }
  const read = await readHistory(files);
  if (!read.ok) {
    const { file, line } = read.place;
    process.stderr.write(`${file}${line === 0 ? '' : `:${line}`}: ${read.error}\n`);
    return EXIT.usage;
  }
  return judge(read.history, options);
}

export function historyCommand(): Command {
  return new Command('history')
    .description('Check what clients saw against the guarantees of ZooKeeper.')
    .argument('<files...>', 'histories of one run, a file a recorder; .gz is read too')
    .option('--without-zxids', 'only: are the writes of each path, and reads behind a sync, linearizable by time alone')
    .option('--json', 'print the verdict as one JSON document')
    .addHelpText(
      'after',
      `\nExit codes: ${EXIT.ok} all holds, ${EXIT.violated} a guarantee is broken, ${EXIT.undecided} undecided, ${EXIT.usage} nothing to judge`,
    )
    .action(async (files: readonly string[], options: HistoryOptions) => {
      process.exitCode = await runHistory(files, options);
    });
}
