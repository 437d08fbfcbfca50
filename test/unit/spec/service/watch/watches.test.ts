import { test } from 'node:test';
import assert from 'node:assert/strict';
import { EVENT_NUMBERS } from '#spec/service/watch/event.js';
import { setWatches } from '#spec/service/watch/set-watches.js';
import { addWatch, checkWatches, dropWatcher, fire, removeWatches, Watches } from '#spec/service/watch/watches.js';
import { Code } from '#spec/service/error-code.js';
import { zxid } from '#spec/model/zxid.js';
import { ALICE, create, Leader, remove, RULES, setData } from '../leader.js';
import type { Id } from '#spec/service/acl/acl.js';
import type { WriteRequest } from '#spec/service/write/request.js';

/** A leader with watches; `does` answers the events of a write as `watcher type path`. */
class Stage {
  readonly leader = new Leader();
  readonly watches = new Watches<string>();
  readonly ids = new Map<string, readonly Id[]>();
  readonly me = this.leader.caller(1n, ALICE);

  does(request: WriteRequest): readonly string[] {
    const { result, changes } = this.leader.apply(request, this.me);
    assert.equal(result.code, 0);
    return fire(this.watches, changes, this.leader.store.lastZxid, {
      rules: RULES,
      idsOf: (watcher) => this.ids.get(watcher) ?? [],
    }).map(({ watcher, type, path, zxid: id }) => {
      assert.deepEqual(id, this.leader.store.lastZxid);
      return `${watcher} ${type} ${path}`;
    });
  }

  data(watcher: string, path: string): void {
    this.watches.data.add(path, watcher, 'standard');
  }

  child(watcher: string, path: string): void {
    this.watches.children.add(path, watcher, 'standard');
  }
}

test('watches: standard ones tell once, the node first and its parent then', () => {
  const stage = new Stage();
  stage.data('w', '/a');
  stage.child('v', '/');
  assert.deepEqual(stage.does(create('/a')), ['w created /a', 'v childrenChanged /']);
  assert.deepEqual(stage.does(setData('/a', 'x')), []);
  stage.data('w', '/a');
  stage.child('w', '/a');
  assert.deepEqual(stage.does(setData('/a', 'y')), ['w dataChanged /a']);
  assert.deepEqual(
    stage.does({ type: 'setACL', path: '/a', acl: [{ perms: 31, scheme: 'world', id: 'anyone' }], version: -1 }),
    [],
  );
  assert.deepEqual(stage.does(create('/a/b')), ['w childrenChanged /a']);
  assert.deepEqual(stage.does(create('/a/c')), []);
  assert.deepEqual([stage.watches.data.size, stage.watches.children.size, stage.watches.data.watchers], [0, 0, 0]);
});

test('watches: one deleted for a connection with both watches, but also the news of the parent', () => {
  const stage = new Stage();
  stage.does(create('/a'));
  for (const watcher of ['both', 'data']) stage.data(watcher, '/a');
  for (const watcher of ['child', 'both']) stage.child(watcher, '/a');
  stage.child('both', '/');
  assert.deepEqual(stage.does(remove('/a')), [
    'both deleted /a',
    'data deleted /a',
    'child deleted /a',
    'both childrenChanged /',
  ]);
});

test('watches: persistent ones stay and hear everything at their path', () => {
  const stage = new Stage();
  assert.equal(addWatch(stage.watches, 'p', '/a', 0), Code.OK);
  assert.deepEqual(stage.does(create('/a')), ['p created /a']);
  assert.deepEqual(stage.does(setData('/a', 'x')), ['p dataChanged /a']);
  assert.deepEqual(stage.does(create('/a/b')), ['p childrenChanged /a']);
  assert.deepEqual(stage.does(setData('/a/b', 'x')), []);
  assert.deepEqual(stage.does(remove('/a/b')), ['p childrenChanged /a']);
  assert.deepEqual(stage.does(remove('/a')), ['p deleted /a']);
});

test('watches: recursive ones hear of all below, never childrenChanged', () => {
  const stage = new Stage();
  addWatch(stage.watches, 'r', '/a', 1);
  addWatch(stage.watches, 'top', '/', 1);
  assert.deepEqual(stage.does(create('/a')), ['r created /a', 'top created /a']);
  assert.deepEqual(stage.does(create('/a/b')), ['r created /a/b', 'top created /a/b']);
  assert.deepEqual(stage.does(setData('/a/b', 'x')), ['r dataChanged /a/b', 'top dataChanged /a/b']);
  assert.deepEqual(stage.does(create('/ab')), ['top created /ab']);
  assert.deepEqual(stage.does(setData('/', 'x')), ['top dataChanged /']);
  assert.deepEqual(stage.does(remove('/a/b')), ['r deleted /a/b', 'top deleted /a/b']);
});

test('watches: modes of one connection on one path live side by side, each event once, removed by type', () => {
  const stage = new Stage();
  stage.does(create('/a'));
  stage.data('w', '/a');
  addWatch(stage.watches, 'w', '/a', 0);
  addWatch(stage.watches, 'w', '/a', 1);
  addWatch(stage.watches, 'w', '/', 1);
  assert.deepEqual(stage.does(setData('/a', 'x')), ['w dataChanged /a']);
  const has = (): readonly boolean[] => [1, 2, 3, 4, 5].map((type) => checkWatches(stage.watches, 'w', '/a', type) === Code.OK);
  assert.deepEqual(has(), [false, false, true, true, true]);
  assert.equal(removeWatches(stage.watches, 'w', '/a', 5), Code.OK);
  assert.deepEqual(has(), [false, false, true, true, false]);
  assert.deepEqual(stage.does(create('/a/b')), ['w created /a/b', 'w childrenChanged /a'], 'by / and by /a');
  assert.equal(removeWatches(stage.watches, 'w', '/a', 3), Code.OK);
  assert.equal(removeWatches(stage.watches, 'w', '/a', 3), Code.NOWATCHER);
  assert.deepEqual(stage.does(setData('/a', 'y')), ['w dataChanged /a']);
});

test('watches: events of a multi in the order of its operations', () => {
  const stage = new Stage();
  addWatch(stage.watches, 'p', '/', 0);
  addWatch(stage.watches, 'r', '/', 1);
  assert.deepEqual(stage.does({ type: 'multi', operations: [create('/b'), create('/a'), setData('/b', 'x'), remove('/b')] }), [
    'r created /b',
    'p childrenChanged /',
    'r created /a',
    'p childrenChanged /',
    'r dataChanged /b',
    'r deleted /b',
    'p childrenChanged /',
  ]);
});

test('watches: a session that ends is one delete after another', () => {
  const stage = new Stage();
  for (const path of ['/a', '/b']) stage.does(create(path, { flags: 1 }));
  stage.data('w', '/b');
  stage.child('w', '/');
  assert.deepEqual(stage.does({ type: 'closeSession' }), ['w childrenChanged /', 'w deleted /b']);
});

test('watches: nobody hears of a node that he may not read; his watch is used up all the same', () => {
  const stage = new Stage();
  const alices = [{ perms: 31, ...ALICE }];
  stage.ids.set('alice', [ALICE]);
  for (const watcher of ['alice', 'bob']) {
    stage.data(watcher, '/a');
    stage.child(watcher, '/');
  }
  assert.deepEqual(
    stage.does(create('/a', { acl: alices })),
    ['alice created /a', 'alice childrenChanged /', 'bob childrenChanged /'],
    'the parent is open',
  );
  for (const watcher of ['alice', 'bob']) stage.child(watcher, '/a');
  assert.deepEqual(stage.does(create('/a/b')), ['alice childrenChanged /a'], 'the parent is not');
  assert.equal(stage.watches.children.size, 0);
  stage.data('bob', '/a/b');
  stage.data('bob', '/a');
  assert.deepEqual(stage.does(remove('/a/b')), ['bob deleted /a/b']);
  assert.deepEqual(stage.does(remove('/a')), []);
});

test('watches: a closed connection leaves nothing behind', () => {
  const stage = new Stage();
  for (const path of ['/a', '/b', '/']) {
    stage.data('w', path);
    stage.child('w', path);
    addWatch(stage.watches, 'w', path, 0);
    addWatch(stage.watches, 'w', path, 1);
  }
  stage.data('v', '/a');
  dropWatcher(stage.watches, 'w');
  assert.deepEqual([...stage.watches.data.entries()], [['/a', ['v']]]);
  assert.deepEqual([stage.watches.children.paths, stage.watches.children.watchers], [0, 0]);
  assert.deepEqual(stage.does(create('/a')), ['v created /a']);
});

test('setWatches: what changed since is told at once, the rest is set', () => {
  const stage = new Stage();
  for (const path of ['/a', '/b', '/c']) stage.does(create(path));
  const seen = stage.leader.store.lastZxid;
  for (const request of [setData('/a', 'x'), create('/b/x'), create('/d'), remove('/c')]) stage.does(request);
  const all = ['/a', '/b', '/c', '/d'];
  const told = setWatches(stage.leader.store, stage.watches, 'w', {
    relativeZxid: seen,
    data: all,
    exist: ['/a', '/c'],
    children: all,
    persistent: ['/p'],
    recursive: ['/r'],
  });
  assert.deepEqual(
    told.map(({ type, path, zxid: id }) => `${type} ${path} ${id === null ? '' : 'zxid'}`.trim()),
    ['dataChanged /a', 'deleted /c', 'dataChanged /d', 'created /a', 'childrenChanged /b', 'deleted /c', 'childrenChanged /d'],
  );
  assert.deepEqual([...stage.watches.data.entries()].map(([path]) => path).sort(), ['/b', '/c', '/p', '/r']);
  assert.deepEqual([...stage.watches.children.entries()].map(([path]) => path).sort(), ['/a', '/p']);
  assert.deepEqual(stage.does(create('/c')), ['w created /c']);
});

test('setWatches: what came and went meanwhile is missed, as documented', () => {
  const stage = new Stage();
  const seen = stage.leader.store.lastZxid;
  for (const request of [create('/a'), remove('/a')]) stage.does(request);
  const missed = { relativeZxid: seen, data: [], exist: ['/a'], children: [], persistent: [], recursive: [] };
  assert.deepEqual(setWatches(stage.leader.store, stage.watches, 'w', missed), []);
  assert.deepEqual(
    setWatches(stage.leader.store, stage.watches, 'w', { ...missed, relativeZxid: zxid(0, 0), exist: [], children: [''] }).map(
      ({ path }) => path,
    ),
    [''],
  );
});

test('watches: events have the numbers of the protocol', () => {
  assert.deepEqual(EVENT_NUMBERS, { created: 1, deleted: 2, dataChanged: 3, childrenChanged: 4 });
});
