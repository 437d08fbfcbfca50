/** Replays: what a log does to a tree that is from later than the log (fuzzy snapshots), and to logs of older versions. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { agreesWithLeader, apply } from '#spec/service/write/apply.js';
import { Code } from '#spec/service/error-code.js';
import { zxid } from '#spec/model/zxid.js';
import { ALICE, bytes, create, freshStore, Leader, remove, setData } from '../leader.js';
import type { MemoryStore } from '#spec/service/tree/memory-store.js';
import type { Txn, TxnBody } from '#spec/service/write/txn.js';

function txn(counter: number, body: TxnBody): Txn {
  return { session: 5n, cxid: 0, zxid: zxid(1, counter), time: counter, body, digest: null };
}

function contents(store: MemoryStore): unknown {
  const below = (path: string): unknown => {
    const node = store.get(path);
    const { acl: _acl, ...rest } = node ?? { acl: undefined };
    return {
      ...rest,
      acl: [...(node?.acl ?? [])],
      children: [...store.childrenOf(path)].sort().map((name) => below(path === '/' ? `/${name}` : `${path}/${name}`)),
    };
  };
  return [below('/'), store.treeDigest, store.nodeCount, store.dataSize];
}

test('apply: a log replayed over the tree that it made leaves that tree', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  const requests = [
    create('/a', { data: bytes('x') }),
    create('/a/b', { acl: [{ perms: 31, ...ALICE }] }),
    create('/a/e', { flags: 1 }),
    setData('/a', 'y'),
    remove('/a/b'),
    remove('/a/e'),
    remove('/a'),
    create('/a', { type: 'create2' }),
    create('/a/b', { type: 'createContainer' }),
    { type: 'setACL', path: '/a', acl: [{ perms: 1, ...ALICE }], version: -1 } as const,
    create('/f', { flags: 1 }),
    { type: 'closeSession' } as const,
  ];
  const log = requests.map((request) => leader.prepare(request, me));
  for (const each of log) {
    assert.equal(leader.commit(each).result.code, 0);
    assert.equal(agreesWithLeader(leader.store, each), true);
  }
  const wanted = contents(leader.store);
  for (let from = 0; from < log.length; from++) {
    for (const each of log.slice(from)) apply(leader.store, each);
    assert.deepEqual(contents(leader.store), wanted, `from ${from}`);
  }
  assert.equal(agreesWithLeader(leader.store, { ...txn(99, { type: 'error', code: -1 }), digest: { high: 0, low: 1 } }), false);
});

test('apply: a create of what is there mends list and parent, and nothing else', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  for (const request of [create('/a'), create('/a/b', { data: bytes('later') })]) leader.write(request, me);
  const { result, changes } = apply(
    leader.store,
    txn(50, { type: 'create2', path: '/a/b', data: null, acl: [{ perms: 1, ...ALICE }], ephemeral: false, parentCversion: 8 }),
  );
  assert.deepEqual([result.code, changes], [Code.NODEEXISTS, []]);
  assert.deepEqual(
    [leader.store.get('/a')?.cversion, leader.store.get('/a')?.pzxid.counter, leader.store.get('/a')?.numChildren],
    [8, 50, 1],
  );
  assert.deepEqual([leader.store.get('/a/b')?.data?.length, leader.store.get('/a/b')?.acl], [5, [{ perms: 1, ...ALICE }]]);
  apply(leader.store, txn(51, { type: 'create', path: '/a/c', data: null, acl: null, ephemeral: false, parentCversion: 3 }));
  assert.deepEqual(
    [leader.store.get('/a')?.cversion, leader.store.get('/a')?.pzxid.counter, leader.store.get('/a')?.numChildren],
    [8, 50, 2],
    'never lowered',
  );
  apply(leader.store, txn(52, { type: 'create', path: '/a/c', data: null, acl: null, ephemeral: false, parentCversion: 3 }));
  assert.deepEqual([leader.store.get('/a')?.cversion, leader.store.get('/a')?.pzxid.counter], [8, 50], 'nor by what is there');
});

test('apply: a delete of what is gone still raises the pzxid of the parent', () => {
  const leader = new Leader();
  leader.write(create('/a'), leader.caller(1n));
  assert.equal(apply(leader.store, txn(50, { type: 'delete', path: '/a/none' })).result.code, Code.NONODE);
  assert.deepEqual([leader.store.get('/a')?.pzxid.counter, leader.store.get('/a')?.numChildren], [50, 0]);
  apply(leader.store, txn(40, { type: 'delete', path: '/a/none' }));
  assert.equal(leader.store.get('/a')?.pzxid.counter, 50);
});

test('apply: a delete takes along what a later snapshot put below', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  for (const request of [create('/a'), create('/a/b'), create('/a/b/e', { flags: 1 })]) leader.write(request, me);
  const fresh = freshStore();
  assert.equal(apply(leader.store, txn(50, { type: 'delete', path: '/a' })).result.code, 0);
  assert.deepEqual(
    [leader.store.nodeCount, leader.store.dataSize, [...leader.store.owners()]],
    [fresh.nodeCount, fresh.dataSize, []],
  );
});

test('apply: logs of older servers', () => {
  const store = freshStore();
  apply(store, txn(1, { type: 'create', path: '/a', data: null, acl: null, ephemeral: false, parentCversion: -1 }));
  apply(store, txn(2, { type: 'create', path: '/a/e', data: null, acl: null, ephemeral: true, parentCversion: -1 }));
  assert.equal(store.get('/a')?.cversion, 1);
  apply(store, txn(3, { type: 'closeSession', paths: null }));
  assert.equal(store.get('/a/e'), undefined);
  assert.equal(
    apply(store, txn(4, { type: 'reconfig', path: '/zookeeper/config', data: bytes('version=1'), version: -1 })).result.stat
      ?.version,
    -1,
  );
});

test('apply: total, whatever the transaction', () => {
  const store = freshStore();
  const before = contents(store);
  const bad: TxnBody[] = [
    { type: 'create', path: 'x', data: null, acl: null, ephemeral: false, parentCversion: 1 },
    { type: 'create', path: '/none/x', data: null, acl: null, ephemeral: false, parentCversion: 1 },
    { type: 'createTTL', path: '/x', data: null, acl: null, parentCversion: 1, ttl: 0 },
    { type: 'delete', path: '/' },
    { type: 'delete', path: '' },
    { type: 'delete', path: '/none/x' },
    { type: 'setData', path: '/none', data: null, version: 1 },
    { type: 'setACL', path: '/none', acl: null, version: 1 },
  ];
  assert.deepEqual(
    bad.map((body) => apply(store, txn(0, body)).result.code),
    [-8, -101, -8, -8, -8, -101, -101, -101],
  );
  assert.deepEqual(contents(store), before);
});
