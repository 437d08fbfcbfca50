/** Servers are cut off from one another, with and without being told: a minority serves nobody, and nothing acknowledged is lost. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Driver } from '../driver/driver.js';
import { connectTo } from './client.js';
import { QUICK, QUICK_SYNC_LIMIT, TICK_MS } from './cluster.js';
import type { Cluster } from './cluster.js';
import { scenario } from './scenario.js';
import type { ServerProcess } from './server-process.js';
import { until, within } from './until.js';
import { judge } from './verdict.js';
import { sameTreeOnAll } from './walk.js';
import { Workload } from './workload.js';

/** For what a loaded machine adds to a time limit of the servers. */
const SLACK_MS = 3000;
const SYNC_MS = QUICK_SYNC_LIMIT * TICK_MS;

/** Resolves when the server ends the connection; throws if it has not in time. */
function disconnected(driver: Driver, limitMs: number): Promise<string> {
  return within(driver.closed, limitMs, () => assert.fail(`the client is still connected after ${limitMs} ms`));
}

/** A client's write there is not answered, and the client is sent away. */
async function servesNobody(server: ServerProcess, client: Driver, limitMs: number): Promise<void> {
  const write = client.create('/minority').then(
    () => assert.fail(`server ${server.id} acknowledged a write of a minority`),
    () => 'not acknowledged',
  );
  await disconnected(client, limitMs);
  await write;
  assert.equal(await server.mode(), null, `server ${server.id} does not serve`);
}

async function isCutOff(
  cluster: Cluster,
  workload: Workload,
  server: ServerProcess,
  how: 'partition' | 'silence',
  limitMs: number,
): Promise<void> {
  const client = await connectTo(server.clientPort);
  cluster[how](server.id);
  await servesNobody(server, client, limitMs);
  await cluster.leader(cluster.others(server.id));
  await workload.acked(50);
  assert.equal(await server.mode(), null, `server ${server.id} does not serve while it is alone`);
  cluster.heal();
  await server.serving();
}

test('a leader and a follower are cut off from the majority, with and without being told', async () => {
  await scenario({ properties: QUICK }, async (cluster, random) => {
    const workload = await Workload.start(cluster, random, { writers: 3 });
    await isCutOff(cluster, workload, await cluster.leader(), 'partition', 2 * TICK_MS + SLACK_MS);
    await isCutOff(cluster, workload, await cluster.leader(), 'silence', SYNC_MS + 2 * TICK_MS + SLACK_MS);
    await isCutOff(cluster, workload, await cluster.follower(), 'silence', SYNC_MS + 2 * TICK_MS + SLACK_MS);
    await workload.finish();
    const tree = await sameTreeOnAll(cluster.servers);
    judge(workload, tree);
    const [leader, follower] = [await cluster.leader(), await cluster.follower()];
    await Promise.all(cluster.others(leader.id).map((server) => server.kill()));
    await until('a leader alone stops serving', async () => ((await leader.mode()) === null ? true : null), SYNC_MS + SLACK_MS);
    follower.start();
    await follower.serving();
  });
});
