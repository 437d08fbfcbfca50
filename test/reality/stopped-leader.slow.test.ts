/** A leader that is stopped (SIGSTOP) for longer than the others wait, and then goes on as if nothing had happened. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { connectTo } from './client.js';
import { QUICK, TICK_MS } from './cluster.js';
import { scenario } from './scenario.js';
import { until, within } from './until.js';
import { judge } from './verdict.js';
import { sameTreeOnAll } from './walk.js';
import { Workload } from './workload.js';

const SLACK_MS = 5000;

test('it steps down, its clients are disconnected, and what it took and did not commit is not acknowledged', async () => {
  await scenario({ properties: QUICK }, async (cluster, random) => {
    const workload = await Workload.start(cluster, random, { writers: 4 });
    for (let round = 1; round <= 3; round++) {
      const leader = await cluster.leader();
      const client = await connectTo(leader.clientPort, 20 * TICK_MS);
      leader.stop();
      // It waits in the system's buffers, and is the first thing that the leader sees when it goes on.
      const write = client.create(`/stopped-${round}`).then(
        () => assert.fail('a leader without a quorum acknowledged a write'),
        () => 'not acknowledged',
      );
      await cluster.leader(cluster.others(leader.id));
      await workload.acked(50);
      leader.resume();
      await within(client.closed, 2 * TICK_MS + SLACK_MS, () => assert.fail('its client is still connected'));
      await write;
      await until('it follows', async () => ((await leader.mode()) === 'follower' ? true : null));
      const reader = await connectTo(leader.clientPort);
      await reader.sync();
      assert.equal(await reader.exists(`/stopped-${round}`), null, 'what it took alone is gone');
      await reader.closeSession();
    }
    await workload.finish();
    judge(workload, await sameTreeOnAll(cluster.servers));
  });
});
