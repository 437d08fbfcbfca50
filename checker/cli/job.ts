/**
 * What passes between the thread that talks to people and the thread that searches. Systems hold functions and cannot be
 * sent, so each thread builds its own from the same words.
 */
import type { ModelOptions } from '#spec/kit/catalogue.js';
import type { Progress, SearchOptions, SearchResult, Strategy } from '../search/search.js';

/** Options of a search that are data. */
export type SearchData = Omit<SearchOptions, 'onProgress' | 'interrupted'>;

export interface Job {
  readonly protocol: string;
  readonly options: ModelOptions;
  readonly strategy: Strategy;
  readonly search: SearchData;
}

export interface WorkerSetup {
  /** Nonzero: stop at the next occasion. Polled by the search, which is too busy for messages. */
  readonly stop: Int32Array;
  readonly catalogue: string | undefined;
}

export type WorkerReport =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'result'; readonly result: SearchResult }
  /** An assertion of the checker or of a spec failed. */
  | { readonly kind: 'broken'; readonly error: string };
