/** The round trip: a behaviour is driven through real servers, recorded, and judged. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Layout } from '#spec/world/layout.js';
import { failLines } from '#traces/conform/report/text.js';
import { judgeFiles } from '#traces/conform/run.js';
import { coldStartOf, flushed, lastOf } from './behaviour.js';
import type { Step } from './behaviour.js';
import { Driver } from './driver.js';
import type { DriverOptions } from './driver.js';
import type { Ensemble } from './ensemble.js';

/** Servers that have just started; gone when the test ends. */
export async function started(t: Pick<TestContext, 'after'>, layout: Layout, options: DriverOptions = {}): Promise<Driver> {
  const driver = await Driver.start(layout, coldStartOf(layout), options);
  t.after(() => driver.ensemble.remove());
  return driver;
}

/** Throws at the first step that the servers do not take as it says, and where the traces are no behaviour of the specification. */
export async function drive(t: Pick<TestContext, 'after' | 'diagnostic'>, layout: Layout, steps: readonly Step[]): Promise<void> {
  const driver = await started(t, layout);
  await driver.takeAll(steps);
  await driver.takeAll(flushed(layout, lastOf(coldStartOf(layout), steps)));
  await driver.stop();
  t.diagnostic(`${driver.count} steps, ${await judged(driver.ensemble)} events`);
}

/** How many events were judged; every one of them exactly. */
async function judged({ traces, channelNames }: Ensemble): Promise<number> {
  const verdict = await judgeFiles({ files: traces, sampled: null, channelNames, progress: () => undefined });
  assert(verdict.kind === 'judged', JSON.stringify(verdict));
  const { conformance, divergence, seconds } = verdict;
  if (divergence !== null) assert.fail(failLines(conformance, divergence, seconds, null).join('\n'));
  const { exact, inferred, unknown, given } = conformance.strength;
  assert.deepEqual({ inferred, unknown, given }, { inferred: 0, unknown: 0, given: conformance.tracks.length });
  return exact;
}
