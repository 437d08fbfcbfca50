/** Observers serve like followers and count for nothing; a leader with `leaderServes=no` serves nobody; a minority of voters serves nobody. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { connectSomewhere, connectTo, tryHandshake } from './client.js';
import { QUICK, QUICK_SYNC_LIMIT, TICK_MS } from './cluster.js';
import { scenario } from './scenario.js';
import { until, within } from './until.js';
import { judge } from './verdict.js';
import { sameTreeOnAll } from './walk.js';
import { Workload } from './workload.js';

const SYNC_MS = QUICK_SYNC_LIMIT * TICK_MS;
const SLACK_MS = 4000;
const LONG_MS = 60_000;

test('an observer reads, forwards writes, survives a change of leader, and is not counted', async () => {
  await scenario({ observers: 1, properties: { ...QUICK, maxSessionTimeout: `${LONG_MS}` } }, async (cluster, random) => {
    const observer = cluster.server(4);
    assert.equal(await observer.serving(), 'observer');
    const workload = await Workload.start(cluster, random, { writers: 3, ports: [observer.clientPort] });
    await workload.acked(100);
    const leader = await cluster.leader();
    await leader.kill();
    await workload.acked(100);
    leader.start();
    await workload.finish();
    await Promise.all(cluster.servers.map((server) => server.serving()));
    judge(workload, await sameTreeOnAll(cluster.servers));

    const last = await cluster.leader();
    const client = await connectTo(last.clientPort, LONG_MS);
    await Promise.all(cluster.others(last.id, observer.id).map((server) => server.kill()));
    const write = client.create('/without-a-quorum').then(
      () => assert.fail('one voter and an observer are no quorum of three voters'),
      () => 'not acknowledged',
    );
    await within(client.closed, SYNC_MS + SLACK_MS, () => assert.fail('the client of a minority is still connected'));
    await write;
    for (const server of [last, observer]) {
      await until(
        `server ${server.id} serves nobody`,
        async () => ((await server.mode()) === null ? true : null),
        SYNC_MS + SLACK_MS,
      );
      assert.equal((await tryHandshake({ port: server.clientPort })).outcome, 'closed');
    }
    for (const server of cluster.servers) if (!server.isRunning) server.start();
    await Promise.all(cluster.servers.map((server) => server.serving()));
    const tree = await sameTreeOnAll(cluster.servers);
    judge(workload, tree);
  });
});

test('leaderServes=no: the leader has no clients, the others have', async () => {
  await scenario({ properties: { leaderServes: 'no' } }, async (cluster) => {
    const leader = await cluster.leader();
    assert.equal((await tryHandshake({ port: leader.clientPort })).outcome, 'closed');
    const ports = cluster.others(leader.id).map(({ clientPort }) => clientPort);
    for (const port of ports) {
      const client = await connectTo(port);
      await client.create(`/at-${port}`);
      await client.closeSession();
    }
    await leader.kill();
    const next = await cluster.leader(cluster.others(leader.id));
    assert.equal((await tryHandshake({ port: next.clientPort })).outcome, 'closed', 'a follower that leads serves no more');
    const client = await connectSomewhere(() => ports.find((port) => port !== next.clientPort) ?? 0);
    assert(client !== null);
    assert.notEqual(await client.exists(`/at-${ports[0] ?? ''}`), null);
    await client.closeSession();
  });
});
