import { test } from 'node:test';
import assert from 'node:assert/strict';
import { expiringNodes } from '#spec/service/tree/expiring.js';
import { OPEN_ACL } from '#spec/service/acl/acl.js';
import { Code } from '#spec/service/error-code.js';
import { Leader, create, remove, setData, stat } from '../leader.js';

const LONG = 300_000;

test('expiring: a container goes when its last child went, or after long idleness', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  for (const path of ['/used', '/idle', '/full']) leader.write(create(path, { type: 'createContainer', flags: 4 }), me);
  for (const request of [create('/used/x'), remove('/used/x'), create('/full/x')]) assert.equal(leader.code(request, me), 0);
  assert.deepEqual(expiringNodes(leader.store, 2000, LONG), ['/used']);
  assert.deepEqual(expiringNodes(leader.store, 2000 + LONG, LONG), ['/used', '/idle']);
  assert.deepEqual(expiringNodes(leader.store, 2000 + LONG, 0), ['/used']);
});

test('expiring: a life time counts from the last change of data, and only without children', () => {
  const leader = new Leader({ extendedTypes: true });
  const me = leader.caller(1n);
  const made = leader.write({ type: 'createTTL', path: '/t', data: null, acl: OPEN_ACL, flags: 5, ttl: 50 }, me);
  assert.equal(stat(made).ephemeralOwner, 0n);
  const { mtime } = stat(made);
  assert.deepEqual(expiringNodes(leader.store, mtime + 50, LONG), []);
  assert.deepEqual(expiringNodes(leader.store, mtime + 51, LONG), ['/t']);
  leader.write(setData('/t', 'x'), me);
  assert.deepEqual(expiringNodes(leader.store, mtime + 51, LONG), []);
  leader.write(create('/t/c'), me);
  assert.deepEqual(expiringNodes(leader.store, mtime + 900, LONG), []);
});

test('expiring: prep looks again before it deletes', () => {
  const leader = new Leader({ extendedTypes: true });
  const me = leader.caller(1n);
  const leaderItself = { session: 0n, ids: [], owner: undefined };
  for (const request of [
    create('/c', { type: 'createContainer' }),
    create('/c/x'),
    create('/plain'),
    create('/e', { flags: 1 }),
  ]) {
    leader.write(request, me);
  }
  const code = (path: string): number => leader.code({ type: 'deleteContainer', path }, leaderItself);
  assert.equal(code('/c'), Code.NOTEMPTY);
  assert.equal(code('/plain'), Code.BADVERSION);
  assert.equal(code('/e'), Code.BADVERSION);
  assert.equal(code('/none'), Code.NONODE);
  assert.equal(code('/zookeeper/quota'), Code.BADARGUMENTS);
  leader.write(remove('/c/x'), me);
  assert.equal(code('/c'), Code.OK);
  assert.equal(leader.store.get('/c'), undefined);
  assert.deepEqual([...leader.store.containers()], []);
});
