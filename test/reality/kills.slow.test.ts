/** Ten thousand writes while servers are killed, stopped and cut off, in whatever order the seed says. */
import test from 'node:test';
import { QUICK } from './cluster.js';
import type { Cluster } from './cluster.js';
import type { Random } from './random.js';
import { scenario } from './scenario.js';
import { judge } from './verdict.js';
import { sameTreeOnAll } from './walk.js';
import { Workload } from './workload.js';

const WRITERS = 8;
const WRITES = 1250;

type Fault = (cluster: Cluster, random: Random, workload: Workload) => Promise<void>;

const killLeader: Fault = async (cluster, random, workload) => {
  const leader = await cluster.leader();
  await leader.kill();
  await workload.ackedOrOver(random.below(200));
  leader.start();
};

const killAnyone: Fault = async (cluster, random, workload) => {
  const server = random.pick(cluster.servers);
  await server.kill();
  await workload.ackedOrOver(random.below(200));
  server.start();
};

/** The second goes before the first is back, so that there may be no quorum for a while. */
const killTwo: Fault = async (cluster, random) => {
  const first = random.pick(cluster.servers);
  await first.kill();
  const second = random.pick(cluster.others(first.id));
  first.start();
  await second.kill();
  second.start();
};

const killAll: Fault = async (cluster) => {
  await Promise.all(cluster.servers.map((server) => server.kill()));
  for (const server of cluster.servers) server.start();
};

const stopLeader: Fault = async (cluster, random, workload) => {
  const leader = await cluster.leader();
  leader.stop();
  await workload.ackedOrOver(1 + random.below(200));
  leader.resume();
};

const cutOff: Fault = async (cluster, random, workload) => {
  cluster[random.pick(['partition', 'silence'] as const)](random.pick(cluster.servers).id);
  await workload.ackedOrOver(1 + random.below(200));
  cluster.heal();
};

const FAULTS: readonly Fault[] = [killLeader, killLeader, killAnyone, killTwo, killAll, stopLeader, cutOff];

test('10,000 writes, and random faults', async () => {
  await scenario({ properties: { ...QUICK, snapCount: '1500' } }, async (cluster, random) => {
    const workload = await Workload.start(cluster, random, { writers: WRITERS, writes: WRITES, pauseMs: 0 });
    while (workload.history.length < WRITERS * WRITES) {
      await workload.ackedOrOver(50 + random.below(400));
      const fault = random.pick(FAULTS);
      console.log(`${workload.history.length} writes, ${workload.ackedCount} acknowledged`);
      await fault(cluster, random, workload);
    }
    await workload.done;
    await Promise.all(cluster.servers.map((server) => server.serving()));
    judge(workload, await sameTreeOnAll(cluster.servers));
  });
});
