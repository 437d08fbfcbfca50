/**
 * A Kafka broker that keeps its metadata in our ensemble: topics, their configuration, groups. It does not notice that the leader is killed.
 *
 * Not compared with Apache's ensemble: that a broker works on it is known.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from '../peers/cache.js';
import { kafka, startKafka } from '../peers/kafka.js';
import { startZabkeeperEnsemble } from '../peers/zabkeeper.js';
import { SESSION_TIMEOUT_MS } from './sessions.js';

function life(topic: string): string {
  return `${topic}: 4 partitions have a leader\n1000 records sent\n1000 records received, in order\nretention.ms 12345\n`;
}

test('kafka: a broker works, also when the leader is killed', { ...needs(kafka()), timeout: SESSION_TIMEOUT_MS }, async () => {
  const ensemble = await startZabkeeperEnsemble({ servers: 3 });
  try {
    const broker = await startKafka(ensemble.connectString);
    let code: number | null = null;
    try {
      assert.equal(await broker.play('first'), life('first'));
      await (await ensemble.leader()).kill('SIGKILL');
      assert.equal(await broker.play('second', 'first'), `${life('second')}first is deleted\n`);
    } finally {
      code = await broker.close();
    }
    assert.equal(code, 143, 'by SIGTERM, after it has left the ensemble in good order');
  } finally {
    await ensemble.close();
  }
});
