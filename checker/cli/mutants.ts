/**
 * `zabkeeper mutants`: every seeded bug must be found by the property that names it.
 */
import type { Command } from 'commander';
import type { MutantInfo } from '#spec/kit/catalogue.js';
import { killOf, mutantDocument, mutantExitCode, mutantNotes, mutantTable, type MutantRow } from '../report/mutants.js';
import { paintFor } from '../report/paint.js';
import { ProgressWriter } from '../report/progress.js';
import { verdictOf } from '../report/outcome.js';
import { mutantConfiguration, unknown, type Catalogue } from '../suite.js';
import { loadCatalogue } from './catalogue.js';
import { hearInterrupts } from './interrupts.js';
import { limitsOf } from './limits.js';
import { DEFAULT_RANDOM_SEED, DEFAULT_WALKS } from './options.js';
import { configurationLabel, Runner, type Manner } from './runner.js';
import { SearchThread } from './search-thread.js';
import { print, printDocument, usageError } from './terminal.js';

export interface MutantOptions {
  readonly only?: readonly string[];
  readonly time?: number;
  readonly memory?: number;
  readonly json?: boolean;
  readonly catalogue?: string;
}

const MANNER: Manner = {
  strategy: 'bfs',
  storage: 'exact',
  seed: DEFAULT_RANDOM_SEED,
  walks: DEFAULT_WALKS,
  properties: undefined,
};

export async function runMutants(options: MutantOptions, command: Command): Promise<number> {
  const loaded = await loadCatalogue(options.catalogue);
  if (!loaded.ok) return usageError(command, loaded.error);
  const { catalogue } = loaded;
  const known = catalogue.mutants.map(({ id }) => id);
  const stranger = options.only?.find((id) => !known.includes(id));
  if (stranger !== undefined) return usageError(command, unknown('mutant', stranger, known));
  const mutants = catalogue.mutants.filter(({ id }) => options.only?.includes(id) ?? true);
  const thread = new SearchThread(options.catalogue);
  const progress = new ProgressWriter(process.stderr);
  const runner = new Runner(thread, progress, limitsOf(options));
  const paint = paintFor(process.stdout);
  const table = mutantTable(mutants, paint);
  if (options.json !== true) print(table.head);
  hearInterrupts(() => {
    progress.say('interrupted: Ctrl-C again ends at once');
    thread.interrupt();
  });
  const rows: MutantRow[] = [];
  for (const [index, mutant] of mutants.entries()) {
    const row = await mutantRow(mutant, index + 1, mutants.length, catalogue, runner);
    if (options.json !== true) print([table.row(row)]);
    rows.push(row);
  }
  await thread.close();
  const exitCode = mutantExitCode(rows, thread.stopped);
  if (options.json === true) printDocument(mutantDocument(command.parent?.version() ?? '', rows, exitCode));
  else print(mutantNotes(rows, exitCode, paint));
  return exitCode;
}

/** A run with every property; where another one fired first, a run with only the property that is named. */
async function mutantRow(
  mutant: MutantInfo,
  number: number,
  of: number,
  catalogue: Catalogue,
  runner: Runner,
): Promise<MutantRow> {
  const configuration = mutantConfiguration(mutant, number, catalogue);
  if (typeof configuration === 'string') return { mutant, refused: configuration };
  const label = configurationLabel(configuration, of);
  const first = await runner.row(configuration, MANNER, label);
  const killer = killOf(first)?.property;
  if (killer === undefined || killer === mutant.killedBy) return { mutant, first };
  const named = await runner.row(
    configuration,
    { ...MANNER, properties: [mutant.killedBy] },
    `${label} (${mutant.killedBy} only)`,
  );
  // A deadlock ends every run, whatever property is asked for.
  return verdictOf(named) === 'not run' ? { mutant, first } : { mutant, first, named };
}
