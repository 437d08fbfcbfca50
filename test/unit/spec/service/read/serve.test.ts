import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve } from '#spec/service/read/serve.js';
import { Watches } from '#spec/service/watch/watches.js';
import { Code } from '#spec/service/error-code.js';
import { zxid } from '#spec/model/zxid.js';
import { ALICE, bytes, create, Leader, RULES, SUPER } from '../leader.js';
import type { Id } from '#spec/service/acl/acl.js';
import type { Caller, ReadRequest, ReadResult } from '#spec/service/read/serve.js';

/** `/a` with data and `/a/b`; `/mine`, Alice's; two ephemeral nodes. */
function planted(): (request: ReadRequest, ...ids: Id[]) => ReadResult<string> {
  const [leader, watches] = [new Leader(), new Watches<string>()];
  const me = leader.caller(1n, ALICE);
  const secret = [{ perms: 31, ...ALICE }];
  for (const request of [
    create('/a', { data: bytes('x') }),
    create('/a/b'),
    create('/mine', { acl: secret }),
    create('/e', { flags: 1 }),
    create('/a/e', { flags: 1 }),
    create('/seen', { acl: [{ perms: 1, scheme: 'world', id: 'anyone' }, ...secret] }),
  ]) {
    assert.equal(leader.code(request, me), 0);
  }
  return (request, ...ids) => {
    const caller: Caller<string> = { store: leader.store, rules: RULES, ids, session: 1n, watches, watcher: 'me' };
    return serve(caller, request);
  };
}

function codeOf(result: ReadResult<string>): number {
  return result.type === 'error' ? result.code : 0;
}

test('reads: the node must be there, and readable', () => {
  const ask = planted();
  for (const type of ['getData', 'exists', 'getChildren', 'getChildren2'] as const) {
    const code = (path: string, ...ids: Id[]): number => codeOf(ask({ type, path, watch: false }, ...ids));
    assert.deepEqual(
      [code('/a'), code('/none'), code('bad//'), code('/mine'), code('/mine', ALICE), code('/mine', SUPER), code('')],
      [0, -101, -101, -102, 0, 0, 0],
      type,
    );
  }
  assert.equal(codeOf(ask({ type: 'exists', path: '/\0', watch: true })), Code.BADARGUMENTS);
  assert.equal(codeOf(ask({ type: 'getData', path: '/\0', watch: true })), Code.NONODE);
});

test('reads: what they answer', () => {
  const ask = planted();
  const data = ask({ type: 'getData', path: '/a', watch: false });
  assert.ok(data.type === 'getData');
  assert.deepEqual([data.data, data.stat.numChildren, data.stat.cversion, data.stat.dataLength], [bytes('x'), 2, 2, 1]);
  const children = ask({ type: 'getChildren2', path: '', watch: false });
  assert.ok(children.type === 'getChildren2');
  assert.deepEqual([...children.children].sort(), ['a', 'e', 'mine', 'seen', 'zookeeper']);
  assert.deepEqual(
    ['/', '', '/a', '/e', '/zookeeper'].map((path) => ask({ type: 'getAllChildrenNumber', path })),
    [9, 10, 2, 0, 2].map((count) => ({ type: 'getAllChildrenNumber', count })),
  );
  assert.equal(codeOf(ask({ type: 'getAllChildrenNumber', path: '/mine' })), Code.NOAUTH);
  assert.deepEqual(
    [null, ' ', '/', '/a', '/a/e', '/x', '/e/'].map((prefix) => ask({ type: 'getEphemerals', prefix })),
    [['/e', '/a/e'], ['/e', '/a/e'], ['/e', '/a/e'], ['/a/e'], ['/a/e'], [], []].map((paths) => ({
      type: 'getEphemerals',
      paths,
    })),
  );
  assert.deepEqual(ask({ type: 'whoAmI' }, ALICE), { type: 'whoAmI', infos: [{ authScheme: 'digest', user: 'alice' }] });
  assert.deepEqual(ask({ type: 'sync', path: '/none' }), { type: 'sync', path: '/none' });
});

test('reads: digests are shown to those with ADMIN only', () => {
  const ask = planted();
  const ids = (...who: Id[]): unknown => {
    const result = ask({ type: 'getACL', path: '/seen' }, ...who);
    return result.type === 'getACL' ? result.acl.map(({ id }) => id) : result;
  };
  assert.deepEqual(ids(), ['anyone', 'alice:x']);
  assert.deepEqual(ids(ALICE), ['anyone', 'alice:hash']);
  assert.deepEqual(ask({ type: 'getACL', path: '/mine' }), { type: 'error', code: Code.NOAUTH });
});

test('multiRead: each operation has its own error', () => {
  const ask = planted();
  const result = ask({
    type: 'multiRead',
    operations: [
      { type: 'getData', path: '/a' },
      { type: 'getChildren', path: '/none' },
      { type: 'getData', path: '/mine' },
      { type: 'getChildren', path: '/a' },
    ],
  });
  assert.ok(result.type === 'multiRead');
  assert.deepEqual(
    result.results.map((each) => (each.type === 'error' ? each.code : each.type)),
    ['getData', -101, -102, 'getChildren'],
  );
});

test('watches: set by reads that succeed, and by an exists that finds nothing', () => {
  const ask = planted();
  const watched = (path: string, watchType: number): boolean => codeOf(ask({ type: 'checkWatches', path, watchType })) === 0;
  ask({ type: 'getData', path: '/none', watch: true });
  ask({ type: 'getChildren', path: '/mine', watch: true });
  ask({ type: 'exists', path: '/mine', watch: true });
  assert.deepEqual([watched('/none', 3), watched('/mine', 3)], [false, false]);
  ask({ type: 'exists', path: '/none', watch: true });
  ask({ type: 'getData', path: '/a', watch: true });
  ask({ type: 'getChildren2', path: '/e', watch: true });
  assert.deepEqual(
    [watched('/none', 2), watched('/none', 1), watched('/a', 2), watched('/a', 1), watched('/e', 1), watched('/e', 2)],
    [true, false, true, false, true, false],
  );
  assert.equal(codeOf(ask({ type: 'removeWatches', path: '/a', watchType: 1 })), Code.NOWATCHER);
  assert.equal(codeOf(ask({ type: 'removeWatches', path: '/a', watchType: 2 })), Code.OK);
  assert.equal(watched('/a', 3), false);
  assert.deepEqual(ask({ type: 'addWatch', path: '/x', mode: 1 }), { type: 'addWatch' });
  assert.deepEqual([watched('/x', 5), watched('/x', 4), watched('/x', 2)], [true, false, false]);
  assert.equal(codeOf(ask({ type: 'addWatch', path: '/x', mode: 2 })), Code.MARSHALLINGERROR);
  assert.equal(codeOf(ask({ type: 'checkWatches', path: '/x', watchType: 6 })), Code.MARSHALLINGERROR);
  const wanted = { relativeZxid: zxid(0, 0), data: ['/a'], exist: [], children: [], persistent: [], recursive: [] };
  const set = ask({ type: 'setWatches', wanted });
  assert.ok(set.type === 'setWatches');
  assert.deepEqual(set.deliveries, [{ watcher: 'me', type: 'dataChanged', path: '/a', zxid: null }]);
});
