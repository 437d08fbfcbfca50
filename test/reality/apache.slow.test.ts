/** Data directories go from Apache's servers to ours and back; and both kinds make one ensemble. Skipped without Java. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { apacheSoftware } from '../peers/apache.js';
import { needs } from '../peers/cache.js';
import { apacheClassPath } from '../peers/class-path.js';
import type { Software } from '../peers/ensemble.js';
import { ZABKEEPER } from '../peers/zabkeeper.js';
import type { ClusterOptions } from './cluster.js';
import { scenario } from './scenario.js';
import { judge } from './verdict.js';
import { assertSameTree, sameTreeOnAll } from './walk.js';
import type { WalkedTree } from './walk.js';
import { Workload } from './workload.js';

const PROPERTIES = { snapCount: '200' };

/**
 * A snapshot that Apache writes, or sends, while it serves holds some later writes already; what is replayed on it passes through states
 * that never were. Our servers count each of them as a difference of digests; what counts here is where they end.
 */
const TREES_ONLY = { digests: false };

/** Servers of `software` go on from what is in `root`, write, and leave it there. */
async function writtenBy(software: Software, root: string, before: WalkedTree | null, place: string): Promise<WalkedTree> {
  return scenario({ root, direct: true, properties: PROPERTIES, software: () => software }, async (cluster, random) => {
    if (before !== null) assertSameTree(before, await sameTreeOnAll(cluster.servers, TREES_ONLY), `as ${software.name} reads it`);
    const workload = await Workload.start(cluster, random, { writers: 3, root: place });
    await workload.acked(300);
    await Promise.all(cluster.servers.map((server) => server.kill()));
    await cluster.start();
    await workload.finish();
    const after = await sameTreeOnAll(cluster.servers, TREES_ONLY);
    judge(workload, after);
    return after;
  });
}

test('data directories: Apache’s, ours, Apache’s again', needs(apacheClassPath()), async () => {
  const root = mkdtempSync(join(tmpdir(), 'zabkeeper-reality-moves-'));
  try {
    const apache = apacheSoftware();
    let tree: WalkedTree | null = null;
    for (const [index, software] of [apache, ZABKEEPER, apache, ZABKEEPER].entries()) {
      tree = await writtenBy(software, root, tree, `/reality-${index}`);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

/** `ours`: ids of our servers; the others are Apache's. */
async function mixed(ours: readonly number[]): Promise<void> {
  const options: ClusterOptions = {
    direct: true,
    properties: PROPERTIES,
    software: (id) => (ours.includes(id) ? ZABKEEPER : apacheSoftware()),
  };
  await scenario(options, async (cluster, random) => {
    const workload = await Workload.start(cluster, random, { writers: 3 });
    for (const server of cluster.servers) {
      await workload.acked(100);
      await server.kill();
      await workload.acked(50);
      server.start();
      await server.serving();
    }
    await workload.finish();
    judge(workload, await sameTreeOnAll(cluster.servers, TREES_ONLY));
  });
}

test('two of Apache’s servers and one of ours', needs(apacheClassPath()), () => mixed([1]));
test('two of Apache’s servers and one of ours, the one with the largest number', needs(apacheClassPath()), () => mixed([3]));
test('one of Apache’s servers and two of ours', needs(apacheClassPath()), () => mixed([2, 3]));
