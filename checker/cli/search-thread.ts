/**
 * Searches in a thread of their own. A search never yields, so in the main thread Ctrl-C would go unheard and
 * progress unprinted until it ends.
 */
import { Worker } from 'node:worker_threads';
import type { Progress, SearchResult } from '../search/search.js';
import type { Job, WorkerReport, WorkerSetup } from './job.js';

/** What ended without a result of the search itself. */
export class SearchBroken extends Error {}

/** JavaScript heap of the thread: the values of states and texts that intern them. Tables of the search are outside it. */
const HEAP_LEAST_MIB = 2048;

export class SearchThread {
  private readonly stop = new Int32Array(new SharedArrayBuffer(4));
  private readonly catalogue: string | undefined;
  private worker: Worker | undefined;

  constructor(catalogue: string | undefined) {
    this.catalogue = catalogue;
  }

  get stopped(): boolean {
    return Atomics.load(this.stop, 0) !== 0;
  }

  /** Ends the search under way with what it has; later ones too. */
  interrupt(): void {
    Atomics.store(this.stop, 0, 1);
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  search(job: Job, onProgress: (progress: Progress) => void): Promise<SearchResult> {
    const worker = (this.worker ??= this.start(job.search.memoryBytes));
    let last: Progress | undefined;
    let forget = (): unknown => undefined;
    return new Promise<SearchResult>((resolve, reject) => {
      const onMessage = (message: WorkerReport): void => {
        if (message.kind === 'result') resolve(message.result);
        else if (message.kind === 'broken') reject(new SearchBroken(message.error));
        else onProgress((last = message.progress));
      };
      const onError = (error: Error & { readonly code?: string }): void => {
        this.worker = undefined;
        // The tables stay within their bound; the heap beside them did not.
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(withoutResult(last));
        else reject(error);
      };
      const onExit = (code: number): void => {
        this.worker = undefined;
        reject(new SearchBroken(`the searching thread ended by itself (${code})`));
      };
      forget = () => worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(job);
    }).finally(() => forget());
  }

  private start(memoryBytes: number): Worker {
    const setup: WorkerSetup = { stop: this.stop, catalogue: this.catalogue };
    const heap = Math.max(HEAP_LEAST_MIB, Math.floor(memoryBytes / 2 ** 21));
    return new Worker(workerEntry(), { workerData: setup, resourceLimits: { maxOldGenerationSizeMb: heap } });
  }
}

/**
 * Compiled, the worker is a file like any other. From source, tsx has to be loaded inside the thread first: its loader does not reach
 * threads, whatever `execArgv` says (Node 20, tsx 4.23).
 */
function workerEntry(): URL {
  const source = import.meta.url.endsWith('.ts');
  if (!source) return new URL('./search-worker.js', import.meta.url);
  const entry = new URL('./search-worker.ts', import.meta.url);
  const loader = import.meta.resolve('tsx/esm/api');
  const code = `import { register } from ${JSON.stringify(loader)}; register(); await import(${JSON.stringify(entry.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

/** The last signs of life of a thread that ran out of heap, as a result. */
function withoutResult(last: Progress | undefined): SearchResult {
  return {
    verdict: 'memory',
    distinct: last?.distinct ?? 0,
    transitions: last?.transitions ?? 0,
    perDepth: [],
    depthCompleted: Math.max(0, (last?.depth ?? 0) - 1),
    exhausted: false,
    actions: {},
    sometimes: {},
    seconds: last?.seconds ?? 0,
    omittedEstimate: 0,
    bytes: last?.bytes ?? 0,
    lookups: 0,
    misses: 0,
  };
}
