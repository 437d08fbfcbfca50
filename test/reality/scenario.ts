/** A scenario: an ensemble, a seed, and a failure that says all that is needed to understand it. */
import { Cluster } from './cluster.js';
import type { ClusterOptions } from './cluster.js';
import { Random, seed } from './random.js';

/**
 * Starts an ensemble, plays `play` and ends the ensemble. Prints the seed; a failure carries it, and the ends of the servers' logs.
 * `REALITY_SEED` repeats the choices of a scenario; what the machine makes of time it cannot repeat.
 */
export async function scenario<T>(options: ClusterOptions, play: (cluster: Cluster, random: Random) => Promise<T>): Promise<T> {
  const random = new Random(seed());
  console.log(`seed ${random.seed}`);
  const cluster = await Cluster.make(options);
  try {
    await cluster.start();
    return await play(cluster, random);
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Error(`REALITY_SEED=${random.seed}, whole logs in ${cluster.keepLogs()}\n${why}\n${cluster.describe()}`, {
      cause: error,
    });
  } finally {
    await cluster.close();
  }
}
