import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Code } from '#spec/service/error-code.js';
import { sequenceSuffix } from '#spec/service/write/create-mode.js';
import { OPEN_ACL } from '#spec/service/acl/acl.js';
import { ALICE, BOB, bytes, create, Leader, remove, stat, SUPER } from '../leader.js';
import type { AclList } from '#spec/service/acl/acl.js';
import type { CreateTtlRequest } from '#spec/service/write/request.js';

const alices: AclList = [{ perms: 31, ...ALICE }];

function ttl(path: string, ms: number, flags = 5): CreateTtlRequest {
  return { type: 'createTTL', path, data: null, acl: OPEN_ACL, flags, ttl: ms };
}

test('create: the stats of a new node and of its parent', () => {
  const leader = new Leader();
  const me = leader.caller(7n);
  const made = leader.write(create('/a', { type: 'create2', data: bytes('hello') }), me);
  const id = { epoch: 1, counter: 2 };
  assert.deepEqual(made, {
    type: 'create2',
    code: 0,
    path: '/a',
    stat: {
      czxid: id,
      mzxid: id,
      pzxid: id,
      ctime: 1002,
      mtime: 1002,
      version: 0,
      cversion: 0,
      aversion: 0,
      ephemeralOwner: 0n,
      dataLength: 5,
      numChildren: 0,
    },
  });
  assert.deepEqual(leader.write(create('/a/b', { flags: 1 }), me), { type: 'create', code: 0, path: '/a/b' });
  const parent = leader.store.get('/a');
  assert.deepEqual([parent?.cversion, parent?.numChildren, parent?.pzxid.counter, parent?.mzxid.counter], [1, 1, 3, 2]);
  assert.equal(leader.store.get('/a/b')?.owner, 7n);
  assert.equal(stat(leader.write(create('/c', { type: 'createContainer', flags: 4 }), me)).ephemeralOwner, 0n);
});

test('create: errors in the order of ZooKeeper, each hiding those below it', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  const expired = { session: 99n, ids: [], owner: 1 };
  for (const request of [create('/e', { flags: 1 }), create('/mine', { acl: alices }), create('/open'), create('/open/x')]) {
    assert.equal(leader.code(request, { ...me, ids: [ALICE] }), 0);
  }
  const code = (path: string, more: Parameters<typeof create>[1], who = me): number => leader.code(create(path, more), who);
  assert.equal(code('bad', { flags: 7, acl: null }, expired), Code.BADARGUMENTS, 'flags');
  assert.equal(code('bad', { flags: 5, acl: null }, expired), Code.UNIMPLEMENTED, 'life times are off');
  assert.equal(code('bad', { acl: null }, expired), Code.SESSIONEXPIRED);
  assert.equal(code('bad', { acl: null }, { ...me, owner: 'another' }), Code.SESSIONMOVED);
  assert.equal(code('bad', { acl: null }), Code.BADARGUMENTS, 'no slash');
  assert.equal(code('/none/\0', { acl: null }), Code.BADARGUMENTS, 'NUL');
  assert.equal(code('/none//', { acl: null }), Code.INVALIDACL);
  assert.equal(code('/none/x', { acl: [] }), Code.INVALIDACL);
  assert.equal(code('/none/..', {}), Code.NONODE);
  assert.equal(code('/mine/..', {}), Code.NOAUTH);
  assert.equal(code('/open/..', {}), Code.BADARGUMENTS, 'path');
  assert.equal(code('/open/', {}), Code.BADARGUMENTS);
  assert.equal(code('/open/x', {}), Code.NODEEXISTS);
  assert.equal(code('/', {}), Code.NODEEXISTS);
  assert.equal(code('/e/x', {}), Code.NOCHILDRENFOREPHEMERALS);
  assert.equal(code('/mine/x', {}, { ...me, ids: [BOB] }), Code.NOAUTH);
  assert.equal(code('/mine/x', {}, { ...me, ids: [SUPER] }), Code.OK);
});

test('create: numbers are the creates of the parent so far', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  const path = (name: string, flags: number): string | undefined => leader.write(create(name, { flags }), me).path;
  leader.write(create('/q'), me);
  assert.equal(path('/q/n-', 2), '/q/n-0000000000');
  assert.equal(path('/q/', 3), '/q/0000000001');
  leader.write(remove('/q/n-0000000000'), me);
  assert.equal(path('/q/n-', 2), '/q/n-0000000002');
  assert.equal(path('/', 2), '/0000000001');
  assert.deepEqual([0, 2147483647, -1, -2147483648].map(sequenceSuffix), [
    '0000000000',
    '2147483647',
    '-000000001',
    '-2147483648',
  ]);
});

test('create: the operation makes the kind of node, whatever the flags say', () => {
  const leader = new Leader({ extendedTypes: true });
  const me = leader.caller(1n);
  const owner = (path: string, more: Parameters<typeof create>[1]): bigint | undefined =>
    leader.store.get(leader.write(create(path, more), me).path ?? '')?.owner;
  assert.equal(owner('/a', { flags: 4 }), 0n);
  assert.equal(owner('/b', { type: 'createContainer', flags: 0 }), -(2n ** 63n));
  assert.equal(owner('/c-', { type: 'createContainer', flags: 3 }), -(2n ** 63n));
  assert.deepEqual([...leader.store.containers()], ['/b', '/c-0000000002']);
});

test('create: life times where they are on', () => {
  const leader = new Leader({ extendedTypes: true });
  const me = leader.caller(1n);
  assert.equal(leader.code(ttl('/t', 10), me), Code.OK);
  assert.equal(leader.write(ttl('/t', 10, 6), me).path, '/t0000000001');
  assert.equal(leader.code(ttl('/u', 0), me), Code.BADARGUMENTS);
  assert.equal(leader.code(ttl('/u', 2 ** 40), me), Code.BADARGUMENTS);
  assert.equal(leader.code(ttl('/u', 10, 0), me), Code.BADARGUMENTS);
  assert.equal(leader.code(ttl('/u', -1, 0), me), Code.BADARGUMENTS, 'Java stops here');
  assert.equal(leader.code(create('/u', { flags: 5 }), me), Code.BADARGUMENTS);
  assert.equal(leader.code(create('/t/x'), me), Code.OK, 'they may have children');
  assert.equal(new Leader().code(ttl('/t', 10), me), Code.UNIMPLEMENTED);
});

test('create: auth in a list stands for whoever asks', () => {
  const leader = new Leader();
  const me = leader.caller(1n, ALICE);
  leader.write(create('/a', { acl: [{ perms: 3, scheme: 'auth', id: '' }] }), me);
  assert.deepEqual(leader.store.get('/a')?.acl, [{ perms: 3, ...ALICE }]);
});
