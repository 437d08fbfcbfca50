import { test } from 'node:test';
import assert from 'node:assert/strict';
import { isSpecialPath, isValidPath, keyOf, nameOf, parentOf } from '#spec/service/tree/path.js';

test('paths: what ZooKeeper accepts', () => {
  for (const path of [
    '/',
    '/a',
    '/a/b',
    '/a.b',
    '/a..',
    '/...',
    '/..a',
    '/.a/b',
    '/a b',
    '/\u00e4',
    '/\u4e2d',
    '/\ud7ff',
    '/\uf900',
    '/\uffef',
    '/-',
  ]) {
    assert.equal(isValidPath(path), true, JSON.stringify(path));
  }
});

test('paths: what ZooKeeper refuses', () => {
  const bad = ['', 'a', 'a/b', '//', '/a/', '//a', '/a//b', '/.', '/..', '/./a', '/a/.', '/a/..', '/a/../b', '/a/./b'];
  const units = ['\u0000', '\u0001', '\u001f', '\u007f', '\u009f', '\ud800', '\udfff', '\ue000', '\uf8ff', '\ufff0', '\uffff'];
  for (const path of [...bad, ...units.map((unit) => `/a${unit}`), ...units.map((unit) => `/${unit}/b`)]) {
    assert.equal(isValidPath(path), false, JSON.stringify(path));
  }
});

test('paths: parents and names; the root is its own parent', () => {
  assert.deepEqual(['/', '/a', '/a/b', '/a/'].map(parentOf), ['/', '/', '/a', '/a']);
  assert.deepEqual(['/', '/a', '/a/b', '/a/'].map(nameOf), ['', 'a', 'b', '']);
  assert.deepEqual([keyOf(''), keyOf('/a')], ['/', '/a']);
  assert.deepEqual(['/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config', '/zookeeper/x'].map(isSpecialPath), [
    true,
    true,
    true,
    true,
    false,
  ]);
});
