/** Node's own metrics (`exportJvmInfo`; there the JVM's): memory, processor time, garbage collection, delay of the event loop. */
import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/** Observation begins with the first call, once for the process. */
export async function processMetricsText(): Promise<string> {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  // prom-client has a spelling of its own for what is no number.
  return (await registry.metrics()).replaceAll(/ Nan$/gm, ' NaN');
}
