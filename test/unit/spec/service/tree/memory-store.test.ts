import { test } from 'node:test';
import assert from 'node:assert/strict';
import { OPEN_KEY } from '#spec/service/acl/acl-table.js';
import { loadNode } from '#spec/service/tree/plant.js';
import { MemoryStore } from '#spec/service/tree/memory-store.js';
import { statOf } from '#spec/service/tree/node.js';
import { Leader, ALICE, bytes, create, freshStore, remove } from '../leader.js';
import type { AclList } from '#spec/service/acl/acl.js';

test('store: the fresh tree is that of Java; its second root counts only there', () => {
  const store = freshStore();
  assert.equal(store.nodeCount, 4);
  assert.deepEqual([...store.childrenOf('/')], ['zookeeper']);
  assert.deepEqual([...store.childrenOf('/zookeeper')].sort(), ['config', 'quota']);
  const [root, config] = ['/', '/zookeeper/config'].map((path) => store.get(path));
  assert.ok(root !== undefined && config !== undefined);
  assert.equal(statOf(root, false).cversion, -1);
  assert.equal(config.aversion, -1);
});

test('store: nodes of a snapshot, parents first; an orphan is refused', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  for (const request of [
    create('/a', { data: bytes('x') }),
    create('/a/b', { flags: 1 }),
    create('/c', { type: 'createContainer' }),
  ]) {
    leader.write(request, me);
  }
  const copy = new MemoryStore();
  const paths = ['/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config', '/a', '/a/b', '/c'];
  for (const path of paths) {
    const node = leader.store.get(path);
    assert.ok(node !== undefined);
    assert.equal(loadNode(copy, path === '/' ? '' : path, node), true);
  }
  for (const path of paths) assert.deepEqual(copy.get(path), leader.store.get(path));
  assert.deepEqual(copy.treeDigest, leader.store.treeDigest);
  assert.deepEqual([...copy.ephemeralsOf(1n)], ['/a/b']);
  assert.deepEqual([...copy.containers()], ['/c']);
  assert.equal(copy.dataSize, leader.store.dataSize);
  const orphan = leader.store.get('/a');
  assert.ok(orphan !== undefined);
  assert.equal(loadNode(copy, '/none/x', orphan), false);
});

test('store: a list is held once, numbered, and forgotten with its last user', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  const list = (): AclList => [{ perms: 31, ...ALICE }];
  leader.write(create('/a', { acl: list() }), me);
  leader.write(create('/b', { acl: list() }), me);
  const [a, b] = [leader.store.get('/a')?.acl, leader.store.get('/b')?.acl];
  assert.ok(a !== undefined && a === b);
  const key = leader.store.acls.keyOf(a);
  assert.deepEqual(
    [...leader.store.acls.entries()].map(([number, acl]) => [number, acl.length]),
    [
      [1, 1],
      [2, 1],
    ],
  );
  assert.equal(key, 2);
  leader.write(
    { type: 'setACL', path: '/a', acl: [{ perms: 31, scheme: 'world', id: 'anyone' }], version: -1 },
    { ...me, ids: [ALICE] },
  );
  assert.equal(leader.store.acls.keyOf(a), 2);
  assert.equal(leader.store.acls.keyOf(leader.store.get('/a')?.acl ?? []), OPEN_KEY);
  assert.equal(OPEN_KEY, -1, 'as in snapshots');
  leader.write(remove('/b'), me);
  assert.equal(leader.store.acls.keyOf(a), undefined);
});

test('store: parents come before their children, also where they went and came back', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  for (const request of [
    create('/a'),
    create('/z'),
    create('/a/b'),
    remove('/a/b'),
    remove('/a'),
    create('/z/y'),
    create('/a'),
    create('/a/b'),
  ]) {
    leader.write(request, me);
  }
  const { store } = leader;
  const paths = [...store.paths()];
  assert.equal(paths.join(' '), '/ /zookeeper /zookeeper/quota /zookeeper/config /z /z/y /a /a/b');
  assert.deepEqual(
    [...store.nodes()],
    paths.map((path) => store.get(path)),
  );
});
