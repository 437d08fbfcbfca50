/**
 * The thread that searches: takes one job after another and answers each with a result.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { bfs } from '../search/bfs.js';
import { dfs } from '../search/dfs.js';
import { random } from '../search/random.js';
import type { Search, SearchResult, Strategy } from '../search/search.js';
import { loadCatalogue } from './catalogue.js';
import type { Job, WorkerReport, WorkerSetup } from './job.js';

const searches: Readonly<Record<Strategy, Search>> = { bfs, dfs, random };
const setup = workerData as WorkerSetup;

function report(message: WorkerReport): void {
  parentPort?.postMessage(message);
}

async function perform({ protocol, options, strategy, search }: Job): Promise<SearchResult> {
  const loaded = await loadCatalogue(setup.catalogue);
  if (!loaded.ok) throw new Error(loaded.error);
  const built = loaded.catalogue.protocols.find(({ id }) => id === protocol)?.build(options);
  if (built?.ok !== true) {
    throw new Error(`protocol ${protocol} was built before and is refused now: ${built?.error ?? 'it is gone'}`);
  }
  return searches[strategy](built.system, {
    ...search,
    onProgress: (progress) => {
      report({ kind: 'progress', progress });
    },
    interrupted: () => Atomics.load(setup.stop, 0) !== 0,
  });
}

parentPort?.on('message', (job: Job) => {
  perform(job).then(
    (result) => {
      report({ kind: 'result', result });
    },
    (error: unknown) => {
      report({ kind: 'broken', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    },
  );
});
