/** A server dies, and its log ends in the middle of a record: it comes up, says what it cut, and gets back what it lost. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { DAMAGES } from './log-damage.js';
import { scenario } from './scenario.js';
import { judge } from './verdict.js';
import { sameTreeOnAll } from './walk.js';
import { Workload } from './workload.js';

const ROUNDS = 9;

test('torn logs', async () => {
  await scenario({}, async (cluster, random) => {
    const workload = await Workload.start(cluster, random, { writers: 3 });
    for (let round = 0; round < ROUNDS; round++) {
      const damage = DAMAGES[round % DAMAGES.length];
      assert(damage !== undefined);
      await workload.acked(20 + random.below(40));
      const server = random.pick(cluster.servers);
      await server.kill();
      damage.inflict(server, random);
      await cluster.leader(cluster.others(server.id));
      const said = server.log().length;
      server.start();
      await server.serving();
      const notes = server.log().slice(said);
      assert.equal(/"kind":"torn-tail".*cut at byte/.test(notes), damage.loses, `${damage.name}: ${notes}`);
      await Promise.all(cluster.servers.map((each) => each.serving()));
    }
    await workload.finish();
    const tree = await sameTreeOnAll(cluster.servers);
    judge(workload, tree);
    await Promise.all(cluster.servers.map((server) => server.kill()));
    await cluster.start();
    judge(workload, await sameTreeOnAll(cluster.servers));
  });
});
