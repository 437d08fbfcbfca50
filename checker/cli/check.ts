/**
 * `zabkeeper check`: explores configurations and reports what it found.
 */
import type { Command } from 'commander';
import { configurationText } from '../report/bounds.js';
import { replayCommand, type Invocation } from '../report/command-line.js';
import { coverageLines } from '../report/coverage.js';
import { initialArguments, runDocument } from '../report/json.js';
import { limitLines } from '../report/limits.js';
import { outcomeOf, searchesOf, verdictOf, type Row, type RunOutcome } from '../report/outcome.js';
import { paintFor, type Paint } from '../report/paint.js';
import { ProgressWriter } from '../report/progress.js';
import { summaryTable } from '../report/summary.js';
import { verdictLine } from '../report/verdict.js';
import { violationLines } from '../report/violation.js';
import { bytes } from '../report/words.js';
import { replay } from '../replay/replay.js';
import { planOf, type Plan } from '../suite.js';
import { loadCatalogue } from './catalogue.js';
import { hearInterrupts } from './interrupts.js';
import { limitsOf } from './limits.js';
import { listLines } from './list.js';
import { contradiction, DEFAULT_RANDOM_SEED, DEFAULT_WALKS, requestOf, type CheckOptions } from './options.js';
import { runReplay } from './replay.js';
import { configurationLabel, Runner, type Manner } from './runner.js';
import { SearchThread } from './search-thread.js';
import { print, printDocument, usageError } from './terminal.js';

/** How this very process was started, for command lines that can be copied. */
function invocation(): Invocation {
  return import.meta.url.endsWith('.ts') ? 'npm run check --' : 'zabkeeper check';
}

export async function runCheck(options: CheckOptions, command: Command): Promise<number> {
  const wrong = contradiction(options);
  if (wrong !== undefined) return usageError(command, wrong);
  const loaded = await loadCatalogue(options.catalogue);
  if (!loaded.ok) return usageError(command, loaded.error);
  if (options.list === true) {
    print(listLines(loaded.catalogue, paintFor(process.stdout)));
    return 0;
  }
  const planned = planOf(requestOf(options), loaded.catalogue);
  if (!planned.ok) return usageError(command, planned.error);
  const version = command.parent?.version() ?? '';
  if (options.replay !== undefined) return runReplay(planned.plan, options, command, version);
  return explore(planned.plan, options, version);
}

async function explore(plan: Plan, options: CheckOptions, version: string): Promise<number> {
  const thread = new SearchThread(options.catalogue);
  const progress = new ProgressWriter(process.stderr);
  const limits = limitsOf(options);
  const manner: Manner = {
    strategy: options.strategy,
    storage: options.storage,
    seed: options.randomSeed ?? DEFAULT_RANDOM_SEED,
    walks: options.walks ?? DEFAULT_WALKS,
    properties: plan.properties,
  };
  const talk = new Talk(plan, options, bytes(limits.memoryBytes));
  hearInterrupts(() => {
    progress.say('interrupted: what was found so far follows; Ctrl-C again ends at once');
    thread.interrupt();
  });
  const runner = new Runner(thread, progress, limits);
  const rows: Row[] = [];
  talk.begin();
  for (const configuration of plan.configurations) {
    const row = await runner.row(configuration, manner, configurationLabel(configuration, plan.configurations.length));
    talk.row(row);
    rows.push(row);
  }
  await thread.close();
  const outcome = outcomeOf(plan, rows, thread.stopped);
  if (options.json === true) printDocument(runDocument(headerOf(plan, options, version), outcome, invocation()));
  else talk.end(outcome);
  return outcome.exitCode;
}

function headerOf(
  { nodes, depth }: Plan,
  { strategy, storage }: CheckOptions,
  version: string,
): Parameters<typeof runDocument>[0] {
  return { version, nodes, depth, strategy, storage };
}

/** What is printed on stdout for people, in the order of the run. Silent where a document was asked for. */
class Talk {
  private readonly plan: Plan;
  private readonly options: CheckOptions;
  private readonly memoryText: string;
  private readonly paint: Paint = paintFor(process.stdout);
  private readonly table: ReturnType<typeof summaryTable>;

  constructor(plan: Plan, options: CheckOptions, memoryText: string) {
    this.plan = plan;
    this.options = options;
    this.memoryText = memoryText;
    this.table = summaryTable(plan.configurations, options.strategy, this.paint);
  }

  begin(): void {
    if (this.options.json !== true) print(this.table.head);
  }

  row(row: Row): void {
    if (this.options.json !== true) print([this.table.row(row)]);
  }

  end(outcome: RunOutcome): void {
    const { strategy, storage } = this.options;
    print(['', ...coverageLines(outcome, this.paint)]);
    print(['', ...limitLines(outcome.rows, { strategy, storage, memoryText: this.memoryText }, this.paint)]);
    // Last, where a terminal still shows it.
    for (const row of outcome.rows) print(this.violation(row));
    print(['', verdictLine(this.plan, outcome, this.paint)]);
  }

  private violation(row: Row): readonly string[] {
    const { configuration } = row;
    const counterexample = searchesOf(row).find((search) => search.counterexample !== undefined)?.counterexample;
    if (counterexample === undefined) return [];
    const { initial, steps } = counterexample;
    const extra = [
      ...initialArguments(initial),
      ...(this.options.catalogue === undefined ? [] : ['--catalogue', this.options.catalogue]),
    ];
    const report = {
      system: configuration.system,
      counterexample,
      steps: replay(configuration.system, initial, steps).steps,
      where: `#${configuration.number} ${configurationText(configuration)}`,
      command: replayCommand(invocation(), configuration, steps, extra),
      shortest: this.options.strategy === 'bfs' && this.options.storage === 'exact' && verdictOf(row) !== 'unreachable',
    };
    return ['', ...violationLines(report, this.paint)];
  }
}
