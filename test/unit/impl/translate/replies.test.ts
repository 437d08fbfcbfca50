/** What the service answers, as clients read it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNotSent, replyToRead, replyToWrite } from '#impl/translate/replies.js';
import type { Reply } from '#impl/translate/replies.js';
import { decodeReply, decodeResponse, writeReply } from '#impl/wire/client-protocol.js';
import type { ClientOp, ResponseBody } from '#impl/wire/client-protocol.js';
import type { Stat } from '#impl/wire/data-records.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { zxid } from '#spec/model/zxid.js';
import { serve } from '#spec/service/read/serve.js';
import type { ReadRequest, ReadResult } from '#spec/service/read/serve.js';
import { Watches } from '#spec/service/watch/watches.js';
import type { Result } from '#spec/service/write/apply.js';
import type { MultiOperation, WriteRequest } from '#spec/service/write/request.js';
import type { Txn } from '#spec/service/write/txn.js';
import { ALICE, Leader, RULES, bytes, create, remove, setData } from '../../spec/service/leader.js';
import type { Caller } from '../../spec/service/leader.js';
import { apache, APACHE_STAT as STAT, hex } from '../wire/apache-bytes.js';

const at = zxid(0, 1);

function frameOf(xid: number, { err, response }: Reply): Uint8Array {
  const writer = new JuteWriter();
  writeReply(writer, { xid, zxid: at, err }, response);
  return writer.take().slice(4);
}

/** What a client that asked `op` reads: the error, or the body. */
function seen<N extends ClientOp>(op: N, reply: Reply): number | ResponseBody<N> {
  const frame = decodeReply(frameOf(7, reply));
  assert.ok(frame.ok);
  const { header, body } = frame.value;
  assert.deepEqual(header, { xid: 7, zxid: at, err: reply.err });
  if (header.err !== 0) {
    assert.equal(body.length, 0);
    return header.err;
  }
  const response = decodeResponse(op, body);
  assert.ok(response.ok);
  return response.value;
}

class Server {
  readonly leader = new Leader({ extendedTypes: true });
  readonly me: Caller = this.leader.caller(1n, ALICE);
  readonly watches = new Watches<string>();

  write<N extends ClientOp>(op: N, request: WriteRequest): number | ResponseBody<N> {
    const txn = this.leader.prepare(request, this.me);
    return seen(op, replyToWrite(txn, this.leader.commit(txn).result));
  }

  multi(...operations: MultiOperation[]): number | ResponseBody<'multi'> {
    return this.write('multi', { type: 'multi', operations });
  }

  read<N extends ClientOp>(op: N, request: ReadRequest): number | ResponseBody<N> {
    const { session, ids } = this.me;
    const caller = { store: this.leader.store, rules: RULES, ids, session, watches: this.watches, watcher: 'me' };
    return seen(op, replyToRead(serve(caller, request)));
  }

  stat(path: string): Stat {
    const answer = this.read('exists', { type: 'exists', path, watch: false });
    assert.ok(typeof answer === 'object');
    return answer.stat;
  }
}

test('replies: single writes', () => {
  const server = new Server();
  assert.deepEqual(server.write('create', create('/a', { data: bytes('x') })), { path: '/a' });
  assert.deepEqual(server.write('create2', create('/b', { type: 'create2' })), { path: '/b', stat: server.stat('/b') });
  assert.deepEqual(server.write('createContainer', create('/c', { type: 'createContainer', flags: 4 })), {
    path: '/c',
    stat: server.stat('/c'),
  });
  const ttl: WriteRequest = { ...create('/t', { flags: 6 }), type: 'createTTL', ttl: 5 };
  assert.deepEqual(server.write('createTTL', ttl), { path: '/t0000000003', stat: server.stat('/t0000000003') });
  assert.deepEqual(server.write('setData', setData('/a', 'y')), { stat: server.stat('/a') });
  assert.equal(server.stat('/a').version, 1);
  const acl = [{ perms: 31, scheme: 'auth', id: '' }];
  assert.deepEqual(server.write('setACL', { type: 'setACL', path: '/a', acl, version: -1 }), { stat: server.stat('/a') });
  assert.deepEqual(server.write('delete', remove('/b')), {});
  assert.deepEqual(server.write('deleteContainer', { type: 'deleteContainer', path: '/c' }), {});
  assert.deepEqual(server.write('reconfig', { type: 'reconfig' }), -123);
  assert.equal(server.write('delete', remove('/none')), -101);
  assert.deepEqual(server.write('closeSession', { type: 'closeSession' }), {});
});

test('replies: a session that opens is answered elsewhere; one used elsewhere is not answered', () => {
  const server = new Server();
  const txn = server.leader.prepare({ type: 'createSession', timeoutMs: 4000 }, { session: 2n, ids: [], owner: 'x' });
  assert.deepEqual(replyToWrite(txn, server.leader.commit(txn).result), { err: 0, response: null });
  for (const request of [create('/m'), { type: 'multi' as const, operations: [create('/m')] }]) {
    const moved = server.leader.prepare(request, { ...server.me, owner: 'another connection' });
    const reply = replyToWrite(moved, server.leader.commit(moved).result);
    assert.deepEqual(reply, { err: -118, response: null });
    assert.equal(isNotSent(reply), true);
  }
  assert.equal(isNotSent({ err: -101, response: null }), false);
});

test('replies: a multi tells what each part came to, all creates but the plain one alike', () => {
  const server = new Server();
  const done = server.multi(
    create('/a'),
    create('/b', { type: 'create2' }),
    create('/c', { type: 'createContainer', flags: 4 }),
    { ...create('/t', { flags: 5 }), type: 'createTTL', ttl: 5 },
    setData('/a', 'x'),
    { type: 'check', path: '/a', version: 1 },
    remove('/b'),
  );
  assert.ok(typeof done === 'object');
  assert.deepEqual(
    done.map(({ op }) => op),
    ['create', 'create2', 'create2', 'create2', 'setData', 'check', 'delete'],
  );
  assert.deepEqual(done[0], { op: 'create', body: { path: '/a' } });
  assert.deepEqual(done[3], { op: 'create2', body: { path: '/t', stat: server.stat('/t') } });
  assert.deepEqual(done[4], { op: 'setData', body: { stat: server.stat('/a') } });
  assert.deepEqual(server.multi(), []);
});

test('replies: a multi that fails succeeds in saying so', () => {
  const server = new Server();
  const failed = server.multi(create('/x'), create('/x'), remove('/x'));
  assert.deepEqual(
    failed,
    [0, -110, -2].map((err) => ({ op: 'error', body: { err } })),
  );
});

test('replies: a reconfig that an Apache leader made answers its configuration', () => {
  const body = { type: 'reconfig' as const, path: '/zookeeper/config', data: bytes('server.1=…'), version: 2 };
  const txn: Txn = { session: 1n, cxid: 1, zxid: at, time: 1, body, digest: null };
  const answer = seen('reconfig', replyToWrite(txn, { type: 'reconfig', code: 0, path: body.path, stat: STAT }));
  assert.deepEqual(answer, { data: body.data, stat: STAT });
});

test('replies: reads', () => {
  const server = new Server();
  const acl = [{ perms: 31, scheme: 'digest', id: 'alice:hash' }];
  server.write('create', create('/a', { data: bytes('x'), acl }));
  server.write('create', create('/a/e', { flags: 1 }));
  const stat = server.stat('/a');
  const watch = false;
  assert.deepEqual(server.read('getData', { type: 'getData', path: '/a', watch }), { data: bytes('x'), stat });
  assert.deepEqual(server.read('getChildren', { type: 'getChildren', path: '/a', watch }), { children: ['e'] });
  assert.deepEqual(server.read('getChildren2', { type: 'getChildren2', path: '/a', watch }), { children: ['e'], stat });
  assert.deepEqual(server.read('getACL', { type: 'getACL', path: '/a' }), {
    acl: [{ perms: 31, id: { scheme: 'digest', id: 'alice:hash' } }],
    stat,
  });
  assert.deepEqual(server.read('getACL', { type: 'getACL', path: '/a/e' }), {
    acl: [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }],
    stat: server.stat('/a/e'),
  });
  assert.deepEqual(server.read('getAllChildrenNumber', { type: 'getAllChildrenNumber', path: '/a' }), { totalNumber: 1 });
  assert.deepEqual(server.read('getEphemerals', { type: 'getEphemerals', prefix: null }), { ephemerals: ['/a/e'] });
  assert.deepEqual(server.read('sync', { type: 'sync', path: '/none' }), { path: '/none' });
  assert.deepEqual(server.read('whoAmI', { type: 'whoAmI' }), { clientInfo: [{ authScheme: 'digest', user: 'alice' }] });
  assert.equal(server.read('getData', { type: 'getData', path: '/none', watch }), -101);
  const operations = [
    { type: 'getData', path: '/a' },
    { type: 'getData', path: '/none' },
    { type: 'getChildren', path: '/a' },
  ] as const;
  assert.deepEqual(server.read('multiRead', { type: 'multiRead', operations }), [
    { op: 'getData', body: { data: bytes('x'), stat } },
    { op: 'error', body: { err: -101 } },
    { op: 'getChildren', body: { children: ['e'] } },
  ]);
});

test('replies: watches', () => {
  const server = new Server();
  assert.deepEqual(server.read('addWatch', { type: 'addWatch', path: '/w', mode: 1 }), { err: 0 });
  assert.equal(server.read('addWatch', { type: 'addWatch', path: '/w', mode: 2 }), -5);
  assert.deepEqual(server.read('checkWatches', { type: 'checkWatches', path: '/w', watchType: 5 }), {});
  assert.deepEqual(server.read('removeWatches', { type: 'removeWatches', path: '/w', watchType: 5 }), {});
  assert.equal(server.read('removeWatches', { type: 'removeWatches', path: '/w', watchType: 5 }), -121);
  const wanted = { relativeZxid: at, data: ['/x'], exist: [], children: [], persistent: [], recursive: [] };
  for (const op of ['setWatches', 'setWatches2'] as const) assert.deepEqual(server.read(op, { type: 'setWatches', wanted }), {});
});

test('replies: as Apache writes them, to the byte', () => {
  const multi = (results: readonly Result[]): Reply => {
    const txn: Txn = { session: 1n, cxid: 1, zxid: at, time: 1, body: { type: 'multi', bodies: [] }, digest: null };
    return replyToWrite(txn, { type: 'multi', code: 0, results });
  };
  const done = multi([
    { type: 'create', code: 0, path: '/m' },
    { type: 'createContainer', code: 0, path: '/c', stat: STAT },
    { type: 'setData', code: 0, path: '/a', stat: STAT },
    { type: 'check', code: 0, path: '/a' },
    { type: 'delete', code: 0, path: '/d' },
  ]);
  assert.equal(hex(frameOf(12, done)), hex(apache('multiReply')));
  const failed = multi([0, -110, -2].map((code) => ({ type: 'error', code })));
  assert.equal(hex(frameOf(13, failed)), hex(apache('multiFailedReply')));
  const results: ReadResult<string>[] = [
    { type: 'getData', data: bytes('v'), stat: STAT },
    { type: 'getChildren', children: ['/a', '/b/c'], stat: STAT },
    { type: 'error', code: -101 },
  ];
  assert.equal(hex(frameOf(14, replyToRead({ type: 'multiRead', results }))), hex(apache('multiReadReply')));
  const acl = [
    { perms: 31, scheme: 'world', id: 'anyone' },
    { perms: 1, scheme: 'digest', id: 'u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=' },
  ];
  assert.equal(hex(frameOf(8, replyToRead({ type: 'getACL', acl, stat: STAT }))), hex(apache('getAclReply')));
});
