/**
 * A client that reads, at any server, what writers were told is done: after a `sync` every server shows it. That holds while no leader is
 * stopped or cut off: one that does not know yet that it is none answers a `sync` by itself, ZooKeeper's as well as ours.
 */
import assert from 'node:assert/strict';
import { ConnectionOver } from '../driver/arrivals.js';
import type { Driver } from '../driver/driver.js';
import { connectSomewhere } from './client.js';
import type { Places } from './history.js';
import type { Random } from './random.js';

export interface ReaderOptions {
  readonly places: Places;
  readonly ports: readonly number[];
  readonly random: Random;
  readonly writers: number;
  /** The newest version of a writer's own node that was acknowledged until now. */
  readonly ackedVersion: (writer: number) => number;
  readonly isOver: () => boolean;
}

export class Reader {
  /** Reads that were judged. */
  reads = 0;
  private readonly options: ReaderOptions;

  constructor(options: ReaderOptions) {
    this.options = options;
  }

  /** Resolves when `isOver` says so. */
  async run(): Promise<void> {
    const { random, ports, isOver } = this.options;
    while (!isOver()) {
      const driver = await connectSomewhere(() => random.pick(ports));
      assert(driver !== null, 'a new session cannot have expired');
      try {
        while (!isOver()) await this.readOnce(driver);
      } catch (error) {
        if (!(error instanceof ConnectionOver)) throw error;
      }
      await driver.cut();
    }
  }

  private async readOnce(driver: Driver): Promise<void> {
    const { random, writers, places, ackedVersion } = this.options;
    const writer = random.below(writers);
    const path = places.ownNode(writer);
    const least = ackedVersion(writer);
    await driver.sync(path);
    const { stat } = await driver.getData(path);
    assert(stat.version >= least, `${path}: version ${stat.version} after a sync, and ${least} was acknowledged before`);
    this.reads += 1;
  }
}
