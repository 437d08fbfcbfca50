/** Several writers at once, and the history that they make. */
import { ConnectionOver } from '../driver/arrivals.js';
import { connectTo } from './client.js';
import type { Cluster } from './cluster.js';
import { isAcked, Places } from './history.js';
import type { Write } from './history.js';
import { Random } from './random.js';
import { Reader } from './reader.js';
import { until } from './until.js';
import { Writer } from './writer.js';

export interface WorkloadOptions {
  readonly writers: number;
  /** By each of them; until `finish` if absent. */
  readonly writes?: number;
  /** Requests of one writer under way at once. */
  readonly depth?: number;
  /** Between an answer and the next request, so that a long scenario does not make a huge tree. */
  readonly pauseMs?: number;
  /** Which servers they may go to; all if absent. */
  readonly ports?: readonly number[];
  /** Clients that check what they can read; see `Reader` for when they may. */
  readonly readers?: number;
  /** A node that is not there yet; `/reality` if absent. */
  readonly root?: string;
}

const DEPTH_DEFAULT = 4;
const PAUSE_MS_DEFAULT = 10;

export class Workload {
  readonly history: Write[] = [];
  readonly places: Places;
  /** Resolves when every write has come to an outcome. */
  readonly done: Promise<void>;
  private readonly readers: readonly Reader[];
  private readonly versions = new Map<number, number>();
  private isFinishing = false;
  private isOver = false;

  private constructor(cluster: Cluster, random: Random, places: Places, options: WorkloadOptions) {
    this.places = places;
    const {
      writers,
      writes = Infinity,
      depth = DEPTH_DEFAULT,
      pauseMs = PAUSE_MS_DEFAULT,
      ports = cluster.servers.map(({ clientPort }) => clientPort),
    } = options;
    const record = (write: Write): void => {
      this.record(write);
    };
    const goesOn = (started: number): boolean => !this.isFinishing && started < writes;
    const writing = Array.from({ length: writers }, (_, number) =>
      new Writer({ number, places, ports, random: new Random(random.seed + number), goesOn, depth, pauseMs, record }).run(),
    );
    this.readers = Array.from({ length: options.readers ?? 0 }, (_, number) => {
      const ackedVersion = (writer: number): number => this.versions.get(writer) ?? 0;
      const isOver = (): boolean => this.isOver;
      return new Reader({ places, ports, random: new Random(random.seed - 1 - number), writers, ackedVersion, isOver });
    });
    const reading = this.readers.map((reader) => reader.run());
    const over = (): void => {
      this.isOver = true;
    };
    this.done = Promise.all([Promise.all(writing).finally(over), ...reading]).then(() => undefined);
    // Whoever waits for something meanwhile hears of a failure by `acked`; the rest by `done`.
    this.done.catch(over);
  }

  /** Makes the nodes that it works on, then begins. */
  static async start(cluster: Cluster, random: Random, options: WorkloadOptions): Promise<Workload> {
    const ports = options.ports ?? cluster.servers.map(({ clientPort }) => clientPort);
    const places = new Places(options.root);
    const own = Array.from({ length: options.writers }, (_, number) => [places.ownNode(number), places.multiNode(number)]);
    const paths = [places.root, places.created, places.pairs, ...own.flat()];
    await until('the nodes to work on are made', async () => ((await areMade(paths, random.pick(ports))) ? true : null));
    return new Workload(cluster, random, places, options);
  }

  get ackedCount(): number {
    return this.history.filter(isAcked).length;
  }

  /** Reads that were judged. */
  get readCount(): number {
    return this.readers.reduce((sum, { reads }) => sum + reads, 0);
  }

  /** Until so many more writes are acknowledged. Throws if the workload is over before. */
  async acked(more: number, deadlineMs?: number): Promise<void> {
    if (!(await this.ackedOrOver(more, deadlineMs))) throw new Error(`the workload is over before ${more} more writes`);
  }

  /** False: it is over, and so many it were not. */
  async ackedOrOver(more: number, deadlineMs?: number): Promise<boolean> {
    const goal = this.ackedCount + more;
    const reached = (): boolean => this.ackedCount >= goal;
    await until(`${more} more writes are acknowledged`, () => (this.isOver || reached() ? true : null), deadlineMs);
    if (this.isOver) await this.done;
    return reached();
  }

  /** Begins nothing more; resolves when every write has come to an outcome. */
  async finish(): Promise<void> {
    this.isFinishing = true;
    await this.done;
  }

  private record(write: Write): void {
    this.history.push(write);
    if (write.kind !== 'set' || write.outcome.kind !== 'acked') return;
    this.versions.set(write.writer, Math.max(this.versions.get(write.writer) ?? 0, write.outcome.told.version ?? 0));
  }
}

/** False: the server stopped serving first. */
async function areMade(paths: readonly string[], port: number): Promise<boolean> {
  const driver = await connectTo(port);
  try {
    await driver.sync();
    for (const path of paths) if ((await driver.exists(path)) === null) await driver.create(path);
    await driver.closeSession();
    return true;
  } catch (error) {
    if (error instanceof ConnectionOver) return false;
    throw error;
  }
}
