/** Single links between two servers fail, in one direction or both, or are slow: whoever can go on with a quorum does, and heals. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { connectTo } from './client.js';
import { QUICK, QUICK_SYNC_LIMIT, TICK_MS } from './cluster.js';
import type { Cluster, Link } from './cluster.js';
import type { Direction } from './proxy.js';
import { scenario } from './scenario.js';
import type { ServerProcess } from './server-process.js';
import { until, within } from './until.js';
import { judge } from './verdict.js';
import { sameTreeOnAll } from './walk.js';
import { Workload } from './workload.js';

const SYNC_MS = QUICK_SYNC_LIMIT * TICK_MS;
const SLACK_MS = 4000;

function link(cluster: Cluster, from: ServerProcess, to: ServerProcess): Link {
  const found = cluster.links.find((each) => each.from === from.id && each.to === to.id);
  assert(found !== undefined);
  return found;
}

/** The follower, or the leader, hears nothing of the other; the follower is dropped, and the rest goes on. */
async function halfOpen(cluster: Cluster, workload: Workload, directions: readonly Direction[]): Promise<void> {
  const leader = await cluster.leader();
  const follower = await cluster.follower();
  const client = await connectTo(follower.clientPort);
  link(cluster, follower, leader).quorum.hold(...directions);
  const limitMs = SYNC_MS + 2 * TICK_MS + SLACK_MS;
  if (directions.includes('back')) await within(client.closed, limitMs, () => assert.fail('still connected'));
  const synced = (expected: number) => async (): Promise<true | null> =>
    (await leader.metric('synced_followers')) === expected ? true : null;
  await until('the leader drops the follower', synced(1), limitMs);
  await workload.acked(50);
  assert.equal(await leader.mode(), 'leader', 'it leads on');
  cluster.heal();
  await until('the follower is back', synced(2));
  await client.cut();
}

test('half-open and slow links between a follower and its leader', async () => {
  await scenario({ properties: QUICK }, async (cluster, random) => {
    const workload = await Workload.start(cluster, random, { writers: 3, readers: 3 });
    for (const directions of [['there'], ['back'], ['there', 'back']] as const) {
      await workload.acked(50);
      await halfOpen(cluster, workload, directions);
    }
    for (const { quorum, election } of cluster.links) quorum.delayMs = election.delayMs = 100;
    const read = workload.readCount;
    await workload.acked(150);
    assert(workload.readCount > read, 'somebody reads over slow links');
    await (await cluster.leader()).kill();
    await workload.acked(50);
    cluster.heal();
    for (const server of cluster.servers) if (!server.isRunning) server.start();
    await workload.finish();
    await Promise.all(cluster.servers.map((server) => server.serving()));
    judge(workload, await sameTreeOnAll(cluster.servers));
  });
});
