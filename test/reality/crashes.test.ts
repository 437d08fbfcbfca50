/** Servers are killed while clients write: nothing that was acknowledged is lost, and all servers come to the same tree. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { scenario } from './scenario.js';
import { judge } from './verdict.js';
import { sameTreeOnAll } from './walk.js';
import { Workload } from './workload.js';

test('kill -9: the leader, a follower, all at once', async () => {
  await scenario({}, async (cluster, random) => {
    const workload = await Workload.start(cluster, random, { writers: 4, readers: 2 });
    await workload.acked(100);
    const leader = await cluster.leader();
    await leader.kill();
    await workload.acked(200);
    leader.start();
    await leader.serving();
    const follower = await cluster.follower();
    await follower.kill();
    await workload.acked(200);
    follower.start();
    await follower.serving();
    await workload.acked(100);
    await Promise.all(cluster.servers.map((server) => server.kill()));
    await cluster.start();
    await workload.finish();
    assert(workload.readCount > 0, 'somebody has read');
    judge(workload, await sameTreeOnAll(cluster.servers));
  });
});
