/** The whole tree as one server shows it to a client, and the comparison of such trees. */
import assert from 'node:assert/strict';
import { ConnectionOver } from '../driver/arrivals.js';
import type { Driver } from '../driver/driver.js';
import type { Stat } from '#impl/wire/data-records.js';
import { connectTo } from './client.js';
import { ZABKEEPER } from '../peers/zabkeeper.js';
import type { ServerProcess } from './server-process.js';
import { until } from './until.js';

export interface WalkedNode {
  readonly path: string;
  readonly data: string | null;
  readonly stat: Stat;
  readonly acl: unknown;
  /** Sorted. */
  readonly children: readonly string[];
}

export type WalkedTree = ReadonlyMap<string, WalkedNode>;

/** Each server writes it for itself, as its own `zoo.cfg` says. */
const OWN = '/zookeeper/config';

/** From the root downwards, as the server at `port` shows it; again from the start if the server stops serving meanwhile. */
export function walk(port: number): Promise<WalkedTree> {
  return until('a tree is walked', async () => {
    try {
      return await walkOnce(await connectTo(port));
    } catch (error) {
      if (error instanceof ConnectionOver) return null;
      throw error;
    }
  });
}

/** Asks for a level at a time, all at once. */
async function walkOnce(driver: Driver): Promise<WalkedTree> {
  const tree = new Map<string, WalkedNode>();
  for (let level: readonly string[] = ['/']; level.length > 0;) {
    const nodes = await Promise.all(level.map((path) => visit(driver, path)));
    for (const node of nodes) tree.set(node.path, node);
    level = nodes.flatMap(({ path, children }) => children.map((name) => `${path === '/' ? '' : path}/${name}`));
  }
  await driver.closeSession();
  return tree;
}

async function visit(driver: Driver, path: string): Promise<WalkedNode> {
  const [{ data, stat }, { acl }, children] = await Promise.all([
    driver.getData(path),
    driver.getAcl(path),
    driver.getChildren(path),
  ]);
  return { path, data: data === null ? null : Buffer.from(data).toString('latin1'), stat, acl, children: children.toSorted() };
}

/** Every difference, in words; none: the same. */
function differences(left: WalkedTree, right: WalkedTree): readonly string[] {
  const found: string[] = [];
  for (const path of new Set([...left.keys(), ...right.keys()])) {
    if (path === OWN) continue;
    const [a, b] = [left.get(path), right.get(path)];
    if (a === undefined || b === undefined) {
      found.push(`${path}: only one server has it: ${show(a ?? b)}`);
      continue;
    }
    if (show(a) !== show(b)) found.push(`${path}: ${show(a)}\n  and ${show(b)}`);
  }
  return found;
}

/** Asserts that two trees are the same, and shows the first differences otherwise. */
export function assertSameTree(left: WalkedTree, right: WalkedTree, what: string): void {
  const found = differences(left, right);
  assert.equal(found.length, 0, `${what}: ${found.length} differences, of ${left.size} nodes:\n${found.slice(0, 10).join('\n')}`);
}

/**
 * Asserts that all of `servers` show the same tree, and that their digests of it agree unless
 * `digests` is false; answers the tree. Nobody writes: they are first
 * given time to have applied the same last transaction.
 */
export async function sameTreeOnAll(servers: readonly ServerProcess[], { digests = true } = {}): Promise<WalkedTree> {
  const [first, ...rest] = servers;
  if (first === undefined) throw new Error('no server to walk');
  await until('all servers have applied the same', async () => {
    const zxids = await Promise.all(servers.map((server) => server.zxid()));
    return zxids.every((zxid) => zxid !== null && zxid === zxids[0]) ? true : null;
  });
  const tree = await walk(first.clientPort);
  for (const server of rest) {
    assertSameTree(tree, await walk(server.clientPort), `servers ${first.id} and ${server.id}`);
  }
  if (digests) await assertSameDigests(servers.filter(({ software }) => software === ZABKEEPER.name));
  return tree;
}

/**
 * Lines of `hash`: of the same transaction there must be the same digest. Each server has those since its start. Not of Apache's servers:
 * they count differences of their own when they start from a snapshot that was written while they served.
 */
async function assertSameDigests(servers: readonly ServerProcess[]): Promise<void> {
  const seen = new Map<string, { readonly digest: string; readonly id: number }>();
  for (const server of servers) {
    for (const line of (await server.ask('hash')).split('\n')) {
      const [zxid = '', digest = ''] = line.split(': ');
      const other = seen.get(zxid);
      if (other === undefined) seen.set(zxid, { digest, id: server.id });
      else assert.equal(digest, other.digest, `the digests of ${zxid} at servers ${server.id} and ${other.id}`);
    }
    assert.equal(await server.metric('digest_mismatches_count'), 0, `digests at server ${server.id}`);
  }
}

function show(node: WalkedNode | undefined): string {
  return JSON.stringify(node, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
