/**
 * Runs configurations one after another in the searching thread.
 */
import type { SearchOptions, SearchResult, Strategy } from '../search/search.js';
import { verdictOf, type Row } from '../report/outcome.js';
import { progressText, type ProgressWriter } from '../report/progress.js';
import type { Configuration } from '../suite.js';
import type { Limits } from './limits.js';
import type { SearchThread } from './search-thread.js';

/** How to search, the same for every configuration of a run. */
export interface Manner {
  readonly strategy: Strategy;
  readonly storage: SearchOptions['storage'];
  readonly seed: number;
  readonly walks: number;
  readonly properties: readonly string[] | undefined;
}

export class Runner {
  private readonly thread: SearchThread;
  private readonly progress: ProgressWriter;
  private readonly limits: Limits;

  constructor(thread: SearchThread, progress: ProgressWriter, limits: Limits) {
    this.thread = thread;
    this.progress = progress;
    this.limits = limits;
  }

  /** A row: the search, and where its `reachable` properties are decided to a smaller depth, a search for those. */
  async row(configuration: Configuration, manner: Manner, label: string): Promise<Row> {
    if (this.isOver()) return { configuration, result: undefined };
    const { depth, reachableDepth } = configuration;
    const decides = reachableDepth !== undefined && manner.strategy === 'bfs' && manner.storage === 'exact';
    const result = await this.search(configuration, manner, label, {
      depth,
      checkReachable: decides && reachableDepth === depth,
    });
    const row: Row = { configuration, result };
    if (!decides || reachableDepth === depth || verdictOf(row) !== 'pass' || this.isOver()) return row;
    const only = { depth: reachableDepth, checkReachable: true, properties: [] };
    return { ...row, reachability: await this.search(configuration, manner, `${label} (reachability)`, only) };
  }

  private isOver(): boolean {
    return this.thread.stopped || this.limits.timeLeftMs() <= 0;
  }

  private async search(
    { protocol, options }: Configuration,
    { strategy, storage, seed, walks, properties }: Manner,
    label: string,
    own: Pick<SearchOptions, 'depth' | 'checkReachable' | 'properties'>,
  ): Promise<SearchResult> {
    const timeMs = this.limits.timeLeftMs();
    const search = {
      timeMs,
      memoryBytes: this.limits.memoryBytes,
      storage,
      seed,
      walks,
      ...(properties !== undefined && { properties }),
      ...own,
    };
    try {
      return await this.thread.search({ protocol, options, strategy, search }, (progress) => {
        this.progress.update(progressText(label, progress, own.depth));
      });
    } finally {
      this.progress.clear();
    }
  }
}

/** What a run prints beside its tables. */
export function configurationLabel({ number, protocol, seed, options }: Configuration, of: number): string {
  return [
    `${number}/${of}`,
    protocol,
    ...(seed === '-' ? [] : [seed]),
    ...(options.mutant === undefined ? [] : [options.mutant]),
  ].join(' ');
}
