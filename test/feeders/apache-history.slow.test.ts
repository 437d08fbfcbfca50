/** The other way round: the checks against Apache's own servers. What they do is right by definition: an alarm would be false. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApacheEnsemble } from '../peers/apache.js';
import { needs } from '../peers/cache.js';
import { apacheClassPath } from '../peers/class-path.js';
import { seed } from '../reality/random.js';
import { certainly, registersOf, verdictOf } from '../unit/traces/history/verdicts.js';
import { driveHistory } from './history-driver.js';

const TIMEOUT_MS = 300_000;

test(
  'random clients of Apache ZooKeeper: no false alarm',
  { ...needs(apacheClassPath()), timeout: TIMEOUT_MS },
  async (context) => {
    const ensemble = await startApacheEnsemble({ servers: 3, observers: 1 });
    try {
      const targets = ensemble.servers.map(({ id, clientPort }) => ({ server: `server-${id}`, port: clientPort }));
      const recorder = await driveHistory({ seed: seed(), targets, operations: 300, cutsPerMille: 40, shortTimeoutMs: 2000 });
      const verdict = verdictOf(recorder.lines);
      context.diagnostic(`${verdict.operations} operations, ${verdict.events} events, ${JSON.stringify(verdict.strength)}`);
      assert.deepEqual(certainly(verdict), []);
      assert.deepEqual(registersOf(recorder.lines).violations, []);
    } finally {
      await ensemble.close();
    }
  },
);
