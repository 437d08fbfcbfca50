import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Code } from '#spec/service/error-code.js';
import { refuse } from '#spec/service/write/prepare.js';
import { ALICE, bytes, create, Leader, remove, setData } from '../leader.js';
import type { MultiOperation, WriteRequest } from '#spec/service/write/request.js';
import type { Txn } from '#spec/service/write/txn.js';

const multi = (...operations: MultiOperation[]): WriteRequest => ({ type: 'multi', operations });

function bodies(txn: Txn): readonly string[] {
  assert.ok(txn.body.type === 'multi');
  return txn.body.bodies.map((body) => (body.type === 'error' ? String(body.code) : body.type));
}

test('prep: writes may follow each other before the first is applied', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  const requests = [
    create('/a'),
    create('/a/b'),
    setData('/a/b', 'x', 0),
    setData('/a/b', 'y', 1),
    create('/a'),
    remove('/a'),
    remove('/a/b', 2),
    remove('/a'),
    create('/a'),
  ];
  const txns = requests.map((request) => leader.prepare(request, me));
  assert.deepEqual(
    txns.map(({ body }) => (body.type === 'error' ? body.code : 0)),
    [0, 0, 0, 0, Code.NODEEXISTS, Code.NOTEMPTY, 0, 0, 0],
  );
  assert.deepEqual(
    txns.map((txn) => leader.commit(txn).result.code),
    [0, 0, 0, 0, Code.NODEEXISTS, Code.NOTEMPTY, 0, 0, 0],
  );
  assert.equal(leader.view.outstanding.size, 0);
  assert.equal(leader.store.get('/a')?.czxid.counter, 10);
});

test('prep: rights and lists count as soon as they are on their way', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  const [made, closed] = [create('/a'), { type: 'setACL', path: '/a', acl: [{ perms: 31, ...ALICE }], version: 0 } as const].map(
    (request) => leader.prepare(request, me),
  );
  assert.deepEqual(leader.prepare(create('/a/b'), me).body, { type: 'error', code: Code.NOAUTH });
  assert.ok(made !== undefined && closed !== undefined);
  assert.equal(leader.commit(made).result.code, 0);
  assert.deepEqual(
    leader.prepare(setData('/a', 'x'), me).body,
    { type: 'error', code: Code.NOAUTH },
    'the store still says everyone',
  );
});

test('prep: a request that fails takes its zxid all the same', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  const { result, changes } = leader.apply(create('/none/x'), me);
  assert.deepEqual([result, changes], [{ type: 'error', code: Code.NONODE }, []]);
  assert.deepEqual(leader.store.lastZxid, { epoch: 1, counter: 2 });
  const header = { session: 1n, cxid: 4, zxid: { epoch: 1, counter: 3 }, time: 5 };
  assert.deepEqual(refuse(header, Code.MARSHALLINGERROR), { ...header, body: { type: 'error', code: -5 }, digest: null });
});

test('multi: later operations see earlier ones, all with one zxid', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  const { result, changes } = leader.apply(
    multi(
      create('/a', { type: 'create2' }),
      create('/a/n', { flags: 2 }),
      create('/a/n', { flags: 2 }),
      { type: 'check', path: '/a', version: 0 },
      setData('/a', 'x'),
      remove('/a/n0000000000'),
    ),
    me,
  );
  assert.equal(result.code, 0);
  assert.deepEqual(
    result.results?.map(({ type, code, path }) => [type, code, path]),
    [
      ['create2', 0, '/a'],
      ['create', 0, '/a/n0000000000'],
      ['create', 0, '/a/n0000000001'],
      ['check', 0, '/a'],
      ['setData', 0, '/a'],
      ['delete', 0, '/a/n0000000000'],
    ],
  );
  assert.deepEqual(
    changes.map(({ kind, path }) => `${kind} ${path}`),
    ['created /a', 'created /a/n0000000000', 'created /a/n0000000001', 'dataChanged /a', 'deleted /a/n0000000000'],
  );
  const node = leader.store.get('/a');
  assert.deepEqual([node?.czxid, node?.mzxid, node?.pzxid], Array(3).fill(leader.store.lastZxid));
  assert.deepEqual([node?.cversion, node?.numChildren], [2, 1]);
});

test('multi: one failure and nothing happens, now or in what is prepared behind it', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  const first = leader.prepare(create('/a'), me);
  const before = leader.view.outstanding.treeDigest;
  const failing = leader.prepare(
    multi(create('/a/n', { flags: 2 }), setData('/a', 'x'), remove('/none'), create('/b'), {
      type: 'check',
      path: '/a',
      version: 9,
    }),
    me,
  );
  assert.deepEqual(bodies(failing), ['create', 'setData', '-101', '-2', '-2']);
  assert.deepEqual(failing.digest, before);
  const behind = leader.prepare(create('/a/n', { flags: 2 }), me);
  leader.commit(first);
  const { result, changes } = leader.commit(failing);
  assert.equal(result.code, Code.NONODE);
  assert.deepEqual(
    result.results?.map(({ type, code }) => [type, code]),
    [
      ['error', 0],
      ['error', 0],
      ['error', -101],
      ['error', -2],
      ['error', -2],
    ],
  );
  assert.deepEqual(changes, []);
  assert.equal(leader.store.get('/a')?.version, 0);
  assert.equal(leader.commit(behind).result.path, '/a/n0000000000', 'the number was not used up');
});

test('multi: the empty one is legal; a session that moved fails in the middle of none', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  assert.deepEqual(leader.write(multi(), me), { type: 'multi', code: 0, results: [] });
  assert.deepEqual(bodies(leader.prepare(multi(create('/a'), create('/b')), { ...me, owner: 'another' })), ['-118', '-2']);
});

test('reconfig: refused as where it is off, or as where it cannot be', () => {
  const me = { session: 1n, ids: [], owner: 1 };
  assert.equal(new Leader().code({ type: 'reconfig' }, me), Code.RECONFIGDISABLED);
  const leader = new Leader({ rules: { reconfigEnabled: true } });
  assert.equal(leader.code({ type: 'reconfig' }, me), Code.SESSIONEXPIRED);
  assert.equal(leader.code({ type: 'reconfig' }, leader.caller(2n)), Code.UNIMPLEMENTED);
});

test('sessions: closing takes the ephemeral nodes that are there, and those on their way', () => {
  const leader = new Leader();
  const [me, other] = [leader.caller(1n), leader.caller(2n)];
  for (const [path, who] of [
    ['/p', me],
    ['/p/old', me],
    ['/p/gone', me],
    ['/p/his', other],
  ] as const) {
    leader.write(create(path, { flags: path === '/p' ? 0 : 1 }), who);
  }
  const pending = [remove('/p/gone'), create('/p/new', { flags: 1 }), setData('/p/old', 'x')].map((request) =>
    leader.prepare(request, me),
  );
  const close = leader.prepare({ type: 'closeSession' }, me);
  assert.deepEqual(close.body, { type: 'closeSession', paths: ['/p/old', '/p/new'] });
  assert.deepEqual(leader.prepare(create('/p/late', { flags: 1 }), me).body, { type: 'error', code: Code.SESSIONEXPIRED });
  const [hisRemoval, removal] = [remove('/p/his'), remove('/p')].map((request) => leader.prepare(request, other));
  for (const txn of pending) leader.commit(txn);
  assert.deepEqual(
    leader.commit(close).changes.map(({ kind, path }) => `${kind} ${path}`),
    ['deleted /p/old', 'deleted /p/new'],
  );
  assert.deepEqual(leader.store.treeDigest, close.digest);
  assert.ok(hisRemoval !== undefined && removal !== undefined);
  assert.deepEqual(
    [leader.commit(hisRemoval).result.code, leader.commit(removal).result.code],
    [0, 0],
    'the parent was foreseen to be empty',
  );
  assert.deepEqual([...leader.store.sessions], [[2n, 4000]]);
  assert.equal(leader.view.sessions.size, 1);
});

test('sessions: an expired one is closed though it has no connection, and once only has an owner', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  leader.write(create('/e', { flags: 1, data: bytes('x') }), me);
  assert.deepEqual(leader.view.sessions.expire(10_000), [1n]);
  assert.equal(leader.code(create('/f'), me), Code.SESSIONEXPIRED);
  assert.equal(leader.code({ type: 'closeSession' }, { session: 1n, ids: [], owner: undefined }), 0);
  assert.equal(leader.store.get('/e'), undefined);
  assert.deepEqual([...leader.store.owners()], []);
});
