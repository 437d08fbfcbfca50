/** Whether stores hold what a plain tree holds: nodes, stats, children, lists, ephemeral nodes, sessions, usage, digest. */
import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { text } from '../unit/spec/service/leader.js';
import { statOf } from '#spec/service/tree/node.js';
import { statsPath } from '#spec/service/tree/quota-path.js';
import type { PlainTree } from './service-reference.js';
import type { ZNode } from '#spec/service/tree/node.js';
import type { Store } from '#spec/service/tree/store.js';

function assertSameNode(store: Store, path: string, node: ZNode | undefined, plain: PlainTree): void {
  const wanted = plain.nodes.get(path);
  assert.ok(node !== undefined && wanted !== undefined, path);
  const children = plain.children(path);
  const stat = statOf(node, true);
  // The first nodes have children that nobody created.
  const born = path === '/' ? 1 : path === '/zookeeper' ? 2 : 0;
  assert.deepEqual(
    [
      stat.czxid.counter,
      stat.mzxid.counter,
      stat.pzxid.counter,
      stat.ctime,
      stat.mtime,
      stat.version,
      stat.cversion,
      stat.aversion,
      stat.ephemeralOwner,
      stat.dataLength,
      stat.numChildren,
    ],
    [
      wanted.created,
      wanted.modified,
      wanted.childrenChanged,
      wanted.ctime,
      wanted.mtime,
      wanted.version,
      wanted.creates + wanted.deletes - born,
      wanted.aversion,
      typeof wanted.owner === 'number' ? BigInt(wanted.owner) : 0n,
      wanted.data?.length ?? 0,
      children.length,
    ],
    path,
  );
  assert.deepEqual(
    [...store.childrenOf(path)].map((name) => (path === '/' ? `/${name}` : `${path}/${name}`)).sort(),
    children.sort(),
  );
  if (!path.startsWith('/zookeeper')) assert.equal(node.data === null ? null : text(node.data), wanted.data);
  const [entry] = node.acl;
  if (path !== '/zookeeper/config') {
    assert.equal(
      entry?.scheme === 'digest' ? entry.id : undefined,
      wanted.friend === undefined ? undefined : `${wanted.friend}:h`,
    );
  }
}

/** The digest of every node from its bytes, as Java lays them out. */
function digestOf(store: Store, paths: Iterable<string>): bigint {
  let sum = 0n;
  for (const path of paths) {
    const node = store.get(path);
    if (node === undefined || path.startsWith('/zookeeper/')) continue;
    const stat = Buffer.alloc(60);
    [node.czxid, node.mzxid, node.pzxid].forEach(({ epoch, counter }, at) =>
      stat.writeBigInt64BE((BigInt(epoch) << 32n) | BigInt(counter), 8 * at),
    );
    [node.ctime, node.mtime].forEach((time, at) => stat.writeBigInt64BE(BigInt(time), 24 + 8 * at));
    [node.version, node.cversion, node.aversion].forEach((version, at) => stat.writeInt32BE(version, 40 + 4 * at));
    stat.writeBigInt64BE(node.owner, 52);
    sum += BigInt(crc32(Buffer.concat([Buffer.from(path === '/' ? '' : path), node.data ?? Buffer.alloc(0), stat])));
  }
  return sum;
}

function usageOf({ nodes, quota }: PlainTree): string {
  const inside = [...nodes].filter(([path]) => path === quota.path || path.startsWith(`${quota.path}/`));
  return `count=${inside.length},bytes=${inside.reduce((sum, [, node]) => sum + (node.data?.length ?? 0), 0)}`;
}

/** The stores of leader and follower hold what the plain tree holds. */
export function assertSameTree(plain: PlainTree, store: Store, follower: Store, sessions: readonly number[]): void {
  assert.equal(store.nodeCount, plain.nodes.size);
  const stats = plain.nodes.get(statsPath(plain.quota.path));
  if (stats !== undefined) {
    // Every server counts for itself, and nothing of the stat shows it but the length.
    stats.data = usageOf(plain);
    assert.equal(text(store.get(statsPath(plain.quota.path))?.data), stats.data);
  }
  for (const path of plain.nodes.keys()) {
    assertSameNode(store, path, store.get(path), plain);
    assert.deepEqual(follower.get(path), store.get(path));
  }
  for (const session of sessions) {
    assert.deepEqual([...store.ephemeralsOf(BigInt(session))].sort(), plain.ephemerals(session).sort());
  }
  assert.deepEqual([...store.sessions.keys()].map(Number).sort(), [...plain.live].sort());
  assert.equal((BigInt(store.treeDigest.high) << 32n) | BigInt(store.treeDigest.low), digestOf(store, plain.nodes.keys()));
}
