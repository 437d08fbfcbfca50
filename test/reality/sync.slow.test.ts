/** How a server that was away is brought up to date: by DIFF, SNAP or TRUNC, as its log and the leader's demand; and by all of it if wiped. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { connectTo } from './client.js';
import type { Cluster } from './cluster.js';
import { scenario } from './scenario.js';
import type { ServerProcess } from './server-process.js';
import { until } from './until.js';
import { sameTreeOnAll, walk } from './walk.js';

const LONG_MS = 60_000;

interface Counts {
  readonly diffs: number;
  readonly snaps: number;
}

async function countsOf(leader: ServerProcess): Promise<Counts> {
  const [diffs, snaps] = await Promise.all([leader.metric('diff_count'), leader.metric('snap_count')]);
  assert(diffs !== null && snaps !== null, 'the leader tells how often it sent what');
  return { diffs, snaps };
}

/** What the leader sent while `server` came back. */
async function comesBack(leader: ServerProcess, server: ServerProcess): Promise<Counts> {
  const before = await countsOf(leader);
  server.start();
  await server.serving();
  const after = await countsOf(leader);
  return { diffs: after.diffs - before.diffs, snaps: after.snaps - before.snaps };
}

async function write(leader: ServerProcess, prefix: string, count: number): Promise<void> {
  const client = await connectTo(leader.clientPort, LONG_MS);
  await Promise.all(Array.from({ length: count }, (_, n) => client.create(`/${prefix}-${n}`, { data: 'x'.repeat(n % 50) })));
  await client.closeSession();
}

async function snapshotsOf(leader: ServerProcess): Promise<number> {
  return (await leader.metric('cnt_snapshottime')) ?? 0;
}

/** Waits for a snapshot at the leader that is newer than what it is now. */
async function writeUntilSnapshot(leader: ServerProcess, prefix: string): Promise<void> {
  const before = await snapshotsOf(leader);
  await write(leader, prefix, 120);
  await until('the leader has written a snapshot', async () => ((await snapshotsOf(leader)) > before ? true : null));
}

/** A leader sends what it logged since its last snapshot: one that comes just then makes it another case, and it is tried again. */
async function comesBackFromFew(leader: ServerProcess, follower: ServerProcess): Promise<Counts> {
  for (let round = 0; ; round++) {
    const snapshots = await snapshotsOf(leader);
    await follower.kill();
    await write(leader, `few-${round}`, 5);
    const counts = await comesBack(leader, follower);
    if ((await snapshotsOf(leader)) === snapshots) return counts;
  }
}

test('slightly behind: DIFF; far behind: SNAP; wiped: SNAP', async () => {
  await scenario({ properties: { snapCount: '50', maxSessionTimeout: `${LONG_MS}` } }, async (cluster) => {
    const leader = await cluster.leader();
    const follower = await cluster.follower();
    await writeUntilSnapshot(leader, 'first');
    await until('the follower has all of it', async () => ((await follower.zxid()) === (await leader.zxid()) ? true : null));
    assert.deepEqual(await comesBackFromFew(leader, follower), { diffs: 1, snaps: 0 }, 'a few behind');
    await sameTreeOnAll(cluster.servers);

    await follower.kill();
    await writeUntilSnapshot(leader, 'second');
    await writeUntilSnapshot(leader, 'third');
    assert.deepEqual(await comesBack(leader, follower), { diffs: 0, snaps: 1 }, 'far behind');
    await sameTreeOnAll(cluster.servers);

    await follower.kill();
    wipe(follower);
    assert.deepEqual(await comesBack(leader, follower), { diffs: 0, snaps: 1 }, 'wiped');
    await write(leader, 'last', 10);
    const tree = await sameTreeOnAll(cluster.servers);
    for (const prefix of ['first-0', 'second-119', 'third-7', 'last-9']) assert(tree.has(`/${prefix}`), prefix);
    await cluster.servers.reduce(async (done, server) => {
      await done;
      await server.kill();
    }, Promise.resolve());
    await cluster.start();
    assert.equal((await sameTreeOnAll(cluster.servers)).size, tree.size);
  });
});

/** Without the file `initialize` it would not start: it cannot know that it never acknowledged anything. */
function wipe(server: ServerProcess): void {
  rmSync(server.versionDir, { recursive: true });
  mkdirSync(server.versionDir);
  writeFileSync(join(server.dataDir, 'initialize'), '');
}

function logText(server: ServerProcess): string {
  const names = readdirSync(server.versionDir).filter((name) => name.startsWith('log.'));
  return names.map((name) => readFileSync(join(server.versionDir, name), 'latin1')).join('');
}

/** The leader logs what nobody else has heard of, and dies. */
async function loggedAlone(cluster: Cluster, leader: ServerProcess, writes: number): Promise<void> {
  const client = await connectTo(leader.clientPort, LONG_MS);
  for (const { to, quorum } of cluster.links) if (to === leader.id) quorum.hold('back');
  const created = Array.from({ length: writes }, (_, n) =>
    client.create(`/alone-${n}`).then(
      () => assert.fail('acknowledged by a leader that nobody heard'),
      () => 'not acknowledged',
    ),
  );
  await until('it has logged them all', () => (logText(leader).includes(`/alone-${writes - 1}`) ? true : null));
  await leader.kill();
  for (const { quorum } of cluster.links) quorum.reset();
  cluster.heal();
  await Promise.all(created);
}

test('ahead of everybody: TRUNC', async () => {
  await scenario({ properties: { maxSessionTimeout: `${LONG_MS}` } }, async (cluster) => {
    const first = await cluster.leader();
    await write(first, 'common', 20);
    const before = await first.zxid();
    await loggedAlone(cluster, first, 5);
    const leader = await cluster.leader(cluster.others(first.id));
    assert.deepEqual(await comesBack(leader, first), { diffs: 0, snaps: 0 }, 'neither DIFF nor SNAP');
    const tree = await walk(first.clientPort);
    assert(tree.has('/common-19'));
    assert(!tree.has('/alone-0'), 'what was logged alone is cut');
    await write(leader, 'after', 5);
    await sameTreeOnAll(cluster.servers);
    // And it stays cut when only the disk is left.
    await Promise.all(cluster.servers.map((server) => server.kill()));
    await cluster.start();
    const again = await sameTreeOnAll(cluster.servers);
    assert(again.has('/after-4') && !again.has('/alone-0'), `after ${before ?? 'nothing'}`);
  });
});

test('ahead in an epoch that is over, while others went on: SNAP', async () => {
  await scenario({ properties: { maxSessionTimeout: `${LONG_MS}` } }, async (cluster) => {
    const first = await cluster.leader();
    await write(first, 'common', 20);
    await loggedAlone(cluster, first, 5);
    const leader = await cluster.leader(cluster.others(first.id));
    await write(leader, 'after', 5);
    assert.deepEqual(await comesBack(leader, first), { diffs: 0, snaps: 1 });
    const tree = await sameTreeOnAll(cluster.servers);
    assert(tree.has('/after-4') && !tree.has('/alone-0'));
  });
});
