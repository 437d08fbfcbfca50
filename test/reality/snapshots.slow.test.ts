/** Snapshots are written and old files purged while clients write; servers come back from what is left. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { scenario } from './scenario.js';
import type { ServerProcess } from './server-process.js';
import { until } from './until.js';
import { judge } from './verdict.js';
import { assertSameTree, sameTreeOnAll } from './walk.js';
import { Workload } from './workload.js';

const RETAINED = 3;

function snapshots(server: ServerProcess): readonly string[] {
  return readdirSync(server.versionDir).filter((name) => /^snapshot\.[0-9a-f]+$/.test(name));
}

test('snapshots and purges below a load, and restarts from them', async () => {
  const properties = { snapCount: '50', 'autopurge.purgeInterval': '1s', 'autopurge.snapRetainCount': `${RETAINED}` };
  await scenario({ properties }, async (cluster, random) => {
    const workload = await Workload.start(cluster, random, { writers: 4 });
    for (let round = 0; round < 3; round++) {
      await workload.acked(200);
      await random.pick(cluster.servers).kill();
      await workload.acked(200);
      for (const server of cluster.servers) if (!server.isRunning) server.start();
      await Promise.all(cluster.servers.map((server) => server.serving()));
    }
    await workload.finish();
    const tree = await sameTreeOnAll(cluster.servers);
    judge(workload, tree);
    for (const server of cluster.servers) {
      const left = await until('old snapshots are purged', () =>
        snapshots(server).length <= RETAINED ? snapshots(server) : null,
      );
      assert(!left.includes('snapshot.0'), `server ${server.id} still has its first snapshot`);
    }
    await Promise.all(cluster.servers.map((server) => server.kill()));
    await cluster.start();
    assertSameTree(tree, await sameTreeOnAll(cluster.servers), 'before and after a restart of all');
  });
});
