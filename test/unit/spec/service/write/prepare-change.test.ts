import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Code } from '#spec/service/error-code.js';
import { OPEN_ACL } from '#spec/service/acl/acl.js';
import { nextVersion } from '#spec/service/tree/node.js';
import { ALICE, create, Leader, remove, setData, stat, SUPER } from '../leader.js';
import type { AclList } from '#spec/service/acl/acl.js';
import type { Caller } from '../leader.js';
import type { CheckRequest, SetAclRequest } from '#spec/service/write/request.js';

const alices: AclList = [{ perms: 31, ...ALICE }];

function setAcl(path: string, acl: AclList | null, version = -1): SetAclRequest {
  return { type: 'setACL', path, acl, version };
}

/** `/mine` is Alice's, with `/mine/x`; `/open` is everyone's, with `/open/x`. */
function planted(): readonly [Leader, Caller] {
  const leader = new Leader();
  const alice = leader.caller(2n, ALICE);
  for (const request of [create('/mine', { acl: alices }), create('/mine/x'), create('/open'), create('/open/x')]) {
    assert.equal(leader.code(request, alice), 0);
  }
  return [leader, leader.caller(1n)];
}

test('delete: errors in order', () => {
  const [leader, me] = planted();
  const expired = { ...me, session: 99n };
  const code = (path: string, version = -1, who = me): number => leader.code(remove(path, version), who);
  assert.equal(code('bad', -1, expired), Code.SESSIONEXPIRED);
  for (const path of ['bad', '', '/none/\0', '/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config']) {
    assert.equal(code(path), Code.BADARGUMENTS, path);
  }
  assert.equal(code('/none/x'), Code.NONODE);
  assert.equal(code('/mine/none'), Code.NOAUTH, 'the parent decides, before the node is looked for');
  assert.equal(code('/open/none'), Code.NONODE);
  assert.equal(code('/open', 3), Code.BADVERSION);
  assert.equal(code('/open', 0), Code.NOTEMPTY);
  assert.equal(code('/open/x', 0), Code.OK);
  assert.equal(code('/open'), Code.OK);
});

test('delete: the parent shows it in cversion and pzxid, and keeps what it was told to count', () => {
  const [leader, me] = planted();
  const before = leader.store.get('/open');
  leader.write(remove('/open/x'), me);
  const after = leader.store.get('/open');
  assert.deepEqual([before?.cversion, after?.cversion, before?.numChildren, after?.numChildren], [1, 1, 1, 0]);
  assert.deepEqual(after?.pzxid, leader.store.lastZxid);
});

test('setData: errors in order', () => {
  const [leader, me] = planted();
  const code = (path: string, version = -1, who = me): number => leader.code(setData(path, 'x', version), who);
  assert.equal(code('bad', -1, { ...me, owner: 'another' }), Code.SESSIONMOVED);
  assert.equal(code('/none/'), Code.BADARGUMENTS);
  assert.equal(code(''), Code.BADARGUMENTS);
  assert.equal(code('/none'), Code.NONODE);
  assert.equal(code('/mine', 5), Code.NOAUTH);
  assert.equal(code('/open', 5), Code.BADVERSION);
  const first = stat(leader.write(setData('/open', 'hello', 0), me));
  assert.deepEqual(
    [first.version, first.dataLength, first.mzxid, first.mtime - first.ctime > 0],
    [1, 5, leader.store.lastZxid, true],
  );
  assert.equal(code('/open', 0), Code.BADVERSION);
  assert.equal(stat(leader.write(setData('/open', null), me)).dataLength, 0);
  assert.equal(leader.store.get('/open')?.data, null);
  assert.equal(code('/'), Code.OK);
});

test('setACL: errors in order; only the version of the list moves', () => {
  const [leader, me] = planted();
  const code = (path: string, acl: AclList | null = alices, version = -1, who = me): number =>
    leader.code(setAcl(path, acl, version), who);
  assert.equal(code('bad', null, -1, { ...me, session: 99n }), Code.SESSIONEXPIRED);
  assert.equal(code('/none/', null), Code.BADARGUMENTS);
  assert.equal(code('/none', null), Code.INVALIDACL);
  assert.equal(code('/none'), Code.NONODE);
  assert.equal(code('/mine', alices, 4), Code.NOAUTH);
  assert.equal(code('/open', alices, 4), Code.BADVERSION);
  const before = leader.store.get('/open');
  const changed = stat(leader.write(setAcl('/open', alices, 0), me));
  assert.deepEqual([changed.aversion, changed.version, changed.mzxid, changed.mtime], [1, 0, before?.mzxid, before?.mtime]);
  assert.equal(code('/open', OPEN_ACL, 1), Code.NOAUTH);
  assert.equal(code('/zookeeper/config', OPEN_ACL), Code.NOAUTH);
  assert.equal(leader.write(setAcl('/zookeeper/config', OPEN_ACL), { ...me, ids: [SUPER] }).stat?.aversion, 0);
});

test('check: inside a multi, with READ', () => {
  const [leader, me] = planted();
  const code = (path: string, version: number): number => {
    const operation: CheckRequest = { type: 'check', path, version };
    return leader.code({ type: 'multi', operations: [operation] }, me);
  };
  assert.deepEqual(
    [code('/none/', 0), code('/none', 0), code('/mine', 4), code('/open', 4), code('/open', 0), code('/open', -1)],
    [Code.BADARGUMENTS, Code.NONODE, Code.NOAUTH, Code.BADVERSION, Code.OK, Code.OK],
  );
});

test('versions: -1 is skipped, since it means any', () => {
  assert.deepEqual([0, 2147483647, -2, -1].map(nextVersion), [1, -2147483648, 0, 0]);
});
