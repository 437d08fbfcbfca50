/** Stores written as snapshots and made of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentOf, emptyTree, treeSink } from '#impl/translate/tree-snapshot.js';
import type { DigestMismatch } from '#impl/translate/tree-snapshot.js';
import type { NodeRecord, SnapshotRecord, Trailer } from '#impl/disk/snapshot-format.js';
import { ZERO, zxid } from '#spec/model/zxid.js';
import { OPEN_ACL } from '#spec/service/acl/acl.js';
import { limitsPath, statsPath } from '#spec/service/tree/quota-path.js';
import type { MemoryStore } from '#spec/service/tree/memory-store.js';
import { ALICE, Leader, bytes, create, freshStore, remove, setData, text } from '../../spec/service/leader.js';
import { apacheFile } from '../disk/apache-files.js';
import { decoded } from '../disk/records.js';
import type { Whole } from '../disk/records.js';

const PLAIN = { digests: true, extendedTypes: false };
const BARE: Trailer = { digest: null, lastZxid: null };

function apacheWhole(name: string): Whole {
  const whole = decoded([apacheFile(name)]);
  if (typeof whole === 'string') assert.fail(whole);
  return whole;
}

interface Loaded {
  readonly store: MemoryStore;
  readonly mismatches: readonly DigestMismatch[];
}

function loaded({ zxid: at, records, trailer }: Whole, options = PLAIN): Loaded {
  const mismatches: DigestMismatch[] = [];
  const sink = treeSink({ ...options, onMismatch: (mismatch) => mismatches.push(mismatch) });
  for (const record of records) assert.equal(sink.take(record), undefined);
  return { store: sink.finish(at, trailer), mismatches };
}

function wholeOf(store: MemoryStore): Whole {
  const content = contentOf(store);
  const sessions = [...content.sessions].map(([id, timeoutMs]) => ({ kind: 'session' as const, id, timeoutMs }));
  const acls = [...content.acls].map(([key, list]) => ({ kind: 'acl' as const, key, list }));
  const nodes = [...content.nodes].map((node) => ({ kind: 'node' as const, ...node }));
  return { zxid: content.zxid, records: [...sessions, ...acls, ...nodes], trailer: content.trailer() };
}

test("tree snapshot: Apache's trees have the digests that Apache noted", () => {
  for (const [name, counter] of [
    ['snapshot.7', 7],
    ['snapshot.d', 13],
  ] as const) {
    const { trailer, records } = apacheWhole(name);
    const { store, mismatches } = loaded({ zxid: zxid(0, counter), trailer, records });
    assert.deepEqual(trailer.digest?.zxid, zxid(0, counter), 'the file says so of this very moment');
    assert.deepEqual(store.treeDigest, trailer.digest.digest);
    assert.deepEqual(mismatches, []);
    assert.deepEqual(store.lastZxid, zxid(0, counter));
  }
});

test('tree snapshot: the first snapshot of a fresh server is that of Apache, but for the order', () => {
  const { tree, content } = emptyTree(PLAIN);
  const ours = wholeOf(tree);
  const theirs = apacheWhole('snapshot.0');
  const byPath = (records: readonly SnapshotRecord[]): readonly NodeRecord[] =>
    records.filter((each) => each.kind === 'node').sort((a, b) => (a.path < b.path ? -1 : 1));
  assert.deepEqual(content.zxid, ZERO);
  assert.deepEqual([ours.trailer.digest?.digest, theirs.trailer.digest?.digest], [tree.treeDigest, { high: 0, low: 0 }]);
  assert.deepEqual(loaded(theirs).mismatches, [], 'zeros stand for no digest');
  assert.deepEqual(loaded(theirs).store.treeDigest, tree.treeDigest);
  assert.deepEqual(byPath(ours.records), byPath(theirs.records));
  assert.deepEqual(
    ours.records.filter((each) => each.kind !== 'node'),
    theirs.records.filter((each) => each.kind !== 'node'),
  );
});

test('tree snapshot: a picture stays as it was taken', () => {
  const leader = new Leader();
  const me = leader.caller(1n, ALICE);
  const acl = [{ perms: 31, ...ALICE }];
  leader.write(create('/a', { data: bytes('old'), acl }), me);
  leader.write(create('/a/e', { flags: 1 }), me);
  const before = wholeOf(leader.store);
  const content = contentOf(leader.store);
  leader.write(setData('/a', 'new'), me);
  leader.write({ type: 'setACL', path: '/a', acl: OPEN_ACL, version: -1 }, me);
  leader.write(create('/b'), me);
  leader.write(remove('/a/e'), me);
  leader.write({ type: 'closeSession' }, me);
  const late = { ...contentOf(leader.store), ...content };
  assert.deepEqual(
    [...late.nodes],
    before.records.flatMap((each) => (each.kind === 'node' ? [withoutKind(each)] : [])),
  );
  assert.deepEqual([...late.acls].at(-1)?.[1], acl);
  assert.deepEqual([...late.sessions], [[1n, 4000]]);
  assert.deepEqual(late.trailer(), before.trailer);
});

function withoutKind({ kind: _kind, ...node }: NodeRecord): Omit<NodeRecord, 'kind'> {
  return node;
}

test('tree snapshot: without digests there is none, and none is compared', () => {
  const store = freshStore({ digests: false });
  assert.equal(contentOf(store).trailer().digest, null);
  const { mismatches } = loaded(apacheWhole('snapshot.d'), { ...PLAIN, digests: false });
  assert.deepEqual(mismatches, []);
});

test('tree snapshot: another tree than was written is told and taken; a digest of later, or of another version, is not compared', () => {
  const at = zxid(0, 7);
  const { records } = apacheWhole('snapshot.7');
  const wrong = { high: 1, low: 2 };
  const trailer = (version: number, counter: number): Trailer => ({
    digest: { zxid: zxid(0, counter), version, digest: wrong },
    lastZxid: null,
  });
  const told = loaded({ zxid: at, records, trailer: trailer(2, 7) });
  assert.deepEqual(told.mismatches, [{ zxid: at, written: wrong, read: told.store.treeDigest }]);
  assert.deepEqual(loaded({ zxid: at, records, trailer: trailer(2, 8) }).mismatches, []);
  assert.deepEqual(loaded({ zxid: at, records, trailer: trailer(1, 7) }).mismatches, []);
});

test('tree snapshot: a node without its list or its parent makes the file a damaged one', () => {
  const { records } = wholeOf(freshStore());
  const [root] = records.filter((each) => each.kind === 'node');
  assert.ok(root !== undefined);
  const sink = treeSink(PLAIN);
  assert.match(sink.take({ ...root, path: '/a/b' }) ?? '', /^the parent of \/a\/b/);
  assert.match(sink.take({ ...root, aclKey: 7 }) ?? '', /^the access list of \/, number 7,/);
  assert.equal(sink.take({ kind: 'acl', key: 7, list: OPEN_ACL }), undefined);
  assert.equal(sink.take({ ...root, aclKey: 7 }), undefined);
});

test('tree snapshot: usage is counted afresh', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  for (const path of ['/a', '/zookeeper/quota/a', limitsPath('/a'), statsPath('/a'), '/a/b']) leader.write(create(path), me);
  const whole = wholeOf(leader.store);
  const spoiled = whole.records.map((each) =>
    each.kind === 'node' && each.path === statsPath('/a') ? { ...each, data: bytes('count=99,bytes=99') } : each,
  );
  const { store } = loaded({ ...whole, records: spoiled, trailer: BARE });
  assert.equal(text(store.get(statsPath('/a'))?.data), 'count=2,bytes=0');
});
