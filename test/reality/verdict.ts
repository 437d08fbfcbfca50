/**
 * Judges a history by the tree that is left: every acknowledged write is there, once, in its place in the order of zxids; every other
 * one at most once, and a refused one not at all.
 */
import assert from 'node:assert/strict';
import { compareZxids, sameZxid, showZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { isAcked } from './history.js';
import type { Places, Write } from './history.js';
import type { WalkedNode, WalkedTree } from './walk.js';

/** A workload. */
export interface Judged {
  readonly history: readonly Write[];
  readonly places: Places;
}

/** Throws, with the writes in question, if the tree cannot have come of the history. */
export function judge({ history, places }: Judged, tree: WalkedTree): void {
  judgeOrder(history);
  judgeCreates(
    history.filter(({ kind }) => kind === 'create'),
    childrenOf(tree, places.created),
  );
  judgeMultis(
    history.filter(({ kind }) => kind === 'multi'),
    tree,
    places,
  );
  const writers = new Set(history.map(({ writer }) => writer));
  for (const writer of writers) {
    const own = history.filter((write) => write.writer === writer);
    judgeNode(
      own.filter(({ kind }) => kind === 'set'),
      nodeAt(tree, places.ownNode(writer)),
    );
    judgeNode(
      own.filter(({ kind }) => kind === 'multi'),
      nodeAt(tree, places.multiNode(writer)),
    );
  }
}

/** Transactions are in the order of real time: none is before one that was acknowledged when it was asked for. */
function judgeOrder(history: readonly Write[]): void {
  const acked = history.filter(isAcked).toSorted((a, b) => compareZxids(a.outcome.zxid, b.outcome.zxid));
  let latest: Write | null = null;
  for (const [index, write] of acked.entries()) {
    const before = acked[index - 1];
    if (before !== undefined && sameZxid(before.outcome.zxid, write.outcome.zxid)) {
      assert.fail(`one zxid twice: ${show(before)} ${show(write)}`);
    }
    if (latest !== null && write.endedMs < latest.startedMs) {
      assert.fail(`acknowledged before the other began, and yet behind it: ${show(write)} ${show(latest)}`);
    }
    if (latest === null || write.startedMs > latest.startedMs) latest = write;
  }
}

function judgeCreates(creates: readonly Write[], nodes: readonly WalkedNode[]): void {
  const byValue = new Map<string, WalkedNode[]>();
  for (const node of nodes) byValue.set(node.data ?? '', [...(byValue.get(node.data ?? '') ?? []), node]);
  for (const write of creates) {
    const found = byValue.get(write.value) ?? [];
    byValue.delete(write.value);
    judgeCount(write, found.length);
    if (!isAcked(write)) continue;
    const [node] = found;
    assert.equal(node?.path, write.outcome.told.path, `another name than was told: ${show(write)}`);
    assert(node !== undefined && sameZxid(node.stat.czxid, write.outcome.zxid), `another czxid than was told: ${show(write)}`);
  }
  assert.deepEqual([...byValue.keys()], [], 'nodes that nobody asked for');
  const byName = nodes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const [index, node] of byName.entries()) {
    const before = byName[index - 1];
    if (before === undefined) continue;
    assert(compareZxids(before.stat.czxid, node.stat.czxid) < 0, `sequential names out of order: ${before.path} ${node.path}`);
  }
}

function judgeMultis(multis: readonly Write[], tree: WalkedTree, places: Places): void {
  for (const write of multis) {
    const [a, b] = places.pairOf(write.value).map((path) => tree.get(path));
    judgeCount(write, a === undefined ? 0 : 1);
    assert.equal(a === undefined, b === undefined, `half of a multi: ${show(write)}`);
    if (a === undefined || b === undefined) continue;
    assert(sameZxid(a.stat.czxid, b.stat.czxid), `a multi of two transactions: ${show(write)}`);
    if (isAcked(write)) assert(sameZxid(a.stat.czxid, write.outcome.zxid), `another czxid than was told: ${show(write)}`);
  }
  assert.equal(childrenOf(tree, places.pairs).length % 2, 0, 'multis leave two nodes each');
}

/** A node whose data only one writer sets. */
function judgeNode(sets: readonly Write[], node: WalkedNode): void {
  const acked = sets.filter(isAcked).toSorted((a, b) => compareZxids(a.outcome.zxid, b.outcome.zxid));
  const most = sets.filter(({ outcome }) => outcome.kind !== 'refused').length;
  const { version, mzxid } = node.stat;
  assert(version >= acked.length && version <= most, `${node.path}: version ${version} of ${acked.length} to ${most} writes`);
  for (const [index, { outcome }] of acked.entries()) {
    const { told } = outcome;
    if (told.mzxid !== undefined) assert(sameZxid(told.mzxid, outcome.zxid), `${node.path}: told mzxid and zxid differ`);
    const before = acked[index - 1]?.outcome.told.version ?? 0;
    if (told.version !== undefined) assert(told.version > before, `${node.path}: version ${told.version} after ${before}`);
  }
  const last = acked.at(-1);
  if (last === undefined) return;
  assert(compareZxids(mzxid, last.outcome.zxid) >= 0, `${node.path}: mzxid ${showZxid(mzxid)} is before ${show(last)}`);
  const possible = sets.filter((write) => write === last || write.outcome.kind === 'unknown').map(({ value }) => value);
  assert(possible.includes(node.data ?? ''), `${node.path}: ${node.data ?? 'nothing'} is none of ${possible.join(', ')}`);
  if (sameZxid(mzxid, last.outcome.zxid)) assert.equal(node.data, last.value, `${node.path}: the data of its last transaction`);
}

function judgeCount(write: Write, count: number): void {
  const { kind } = write.outcome;
  if (kind === 'acked') assert.equal(count, 1, `acknowledged, and there ${count} times: ${show(write)}`);
  else assert(count <= (kind === 'unknown' ? 1 : 0), `${kind}, and there ${count} times: ${show(write)}`);
}

function nodeAt(tree: WalkedTree, path: string): WalkedNode {
  const node = tree.get(path);
  assert(node !== undefined, `${path} is gone`);
  return node;
}

function childrenOf(tree: WalkedTree, path: string): readonly WalkedNode[] {
  return nodeAt(tree, path).children.map((name) => nodeAt(tree, `${path}/${name}`));
}

function show(write: Write): string {
  const zxid: Zxid | null = isAcked(write) ? write.outcome.zxid : null;
  return `${write.kind} ${write.value} (${write.outcome.kind}${zxid === null ? '' : ` ${showZxid(zxid)}`})`;
}
