/** The judge of histories finds each way in which a tree can betray its clients: each is tried on an honest history, changed in one thing. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { zxid } from '#spec/model/zxid.js';
import type { Stat } from '#impl/wire/data-records.js';
import { Places } from './history.js';
import type { Outcome, Told, Write } from './history.js';
import { judge } from './verdict.js';
import type { WalkedNode, WalkedTree } from './walk.js';

const places = new Places();

function write(kind: Write['kind'], value: string, counter: number, outcome: Outcome): Write {
  return { kind, writer: 0, value, startedMs: counter * 10, endedMs: counter * 10 + 5, outcome };
}

function acked(kind: Write['kind'], value: string, counter: number, told: Told = {}): Write {
  return write(kind, value, counter, { kind: 'acked', zxid: zxid(1, counter), told });
}

function node(path: string, data: string, counter: number, version = 0): WalkedNode {
  const at = zxid(1, counter);
  const numbers = { ctime: 0, mtime: 0, cversion: 0, aversion: 0, ephemeralOwner: 0n, dataLength: data.length, numChildren: 0 };
  const stat: Stat = { ...numbers, czxid: at, mzxid: at, pzxid: at, version };
  return { path, data, stat, acl: null, children: [] };
}

/** With their parents. */
function treeOf(nodes: readonly WalkedNode[]): WalkedTree {
  const tree = new Map(nodes.map((each) => [each.path, each]));
  for (const parent of [places.created, places.pairs]) {
    const prefix = `${parent}/`;
    const children = nodes.filter(({ path }) => path.startsWith(prefix)).map(({ path }) => path.slice(prefix.length));
    tree.set(parent, { ...node(parent, '', 0), children });
  }
  return tree;
}

const name = (n: number): string => `${places.created}/n-000000000${n}`;

const HISTORY: readonly Write[] = [
  acked('create', 'c1', 1, { path: name(0) }),
  acked('set', 's1', 2, { version: 1, mzxid: zxid(1, 2) }),
  acked('multi', 'm1', 3),
  acked('create', 'c2', 4, { path: name(1) }),
  acked('set', 's2', 5, { version: 2, mzxid: zxid(1, 5) }),
  write('create', 'lost', 6, { kind: 'unknown' }),
  write('create', 'refused', 7, { kind: 'refused' }),
];

const NODES: readonly WalkedNode[] = [
  node(name(0), 'c1', 1),
  node(name(1), 'c2', 4),
  ...places.pairOf('m1').map((path) => node(path, 'm1', 3)),
  node(places.ownNode(0), 's2', 5, 2),
  node(places.multiNode(0), 'm1', 3, 1),
];

function without(path: string): readonly WalkedNode[] {
  return NODES.filter((each) => each.path !== path);
}

function instead(changed: WalkedNode): readonly WalkedNode[] {
  return [...without(changed.path), changed];
}

test('an honest history passes, with a write of unknown outcome or without it', () => {
  judge({ history: HISTORY, places }, treeOf(NODES));
  judge({ history: HISTORY, places }, treeOf([...NODES, node(name(2), 'lost', 6)]));
});

const LIES: readonly (readonly [string, readonly WalkedNode[], RegExp])[] = [
  ['an acknowledged node is gone', without(name(1)), /there 0 times: create c2/],
  ['an acknowledged node is there twice', [...NODES, node(name(2), 'c2', 8)], /there 2 times: create c2/],
  ['an unknown one is there twice', [...NODES, node(name(2), 'lost', 8), node(name(3), 'lost', 9)], /there 2 times: create lost/],
  ['a refused one is there', [...NODES, node(name(2), 'refused', 8)], /refused, and there 1 times/],
  ['a node that nobody asked for', [...NODES, node(name(2), 'other', 8)], /nobody asked for/],
  ['another czxid than was told', instead(node(name(1), 'c2', 6)), /another czxid/],
  ['names out of order', [...NODES, node(name(2), 'lost', 3)], /out of order/],
  ['half of a multi', without(places.pairOf('m1')[1]), /half of a multi/],
  ['a multi is gone', NODES.filter(({ path }) => !path.startsWith(`${places.pairs}/`)), /there 0 times: multi m1/],
  ['data of an older write', instead(node(places.ownNode(0), 's1', 5, 2)), /none of s2/],
  ['data of a write before the last', instead(node(places.ownNode(0), 's1', 2, 2)), /is before set s2/],
  ['a version too many', instead(node(places.ownNode(0), 's2', 5, 3)), /version 3 of 2 to 2 writes/],
  ['a version too few', instead(node(places.ownNode(0), 's2', 5, 1)), /version 1 of 2 to 2 writes/],
];

for (const [what, nodes, complaint] of LIES) {
  test(`found: ${what}`, () => {
    assert.throws(() => {
      judge({ history: HISTORY, places }, treeOf(nodes));
    }, complaint);
  });
}

test('found: one zxid for two writes', () => {
  const history = [...HISTORY, acked('set', 's3', 5, { version: 3, mzxid: zxid(1, 5) })];
  assert.throws(() => {
    judge({ history, places }, treeOf(instead(node(places.ownNode(0), 's3', 5, 3))));
  }, /one zxid twice/);
});

test('found: a write that was acknowledged before another began, and is behind it', () => {
  const late = { ...acked('create', 'c3', 9, { path: name(2) }), startedMs: 0, endedMs: 2 };
  assert.throws(() => {
    judge({ history: [...HISTORY, late], places }, treeOf([...NODES, node(name(2), 'c3', 9)]));
  }, /behind it/);
});
