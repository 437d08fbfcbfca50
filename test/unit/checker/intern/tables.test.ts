import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { deepFreeze } from '#checker/intern/freeze.js';
import { IntList } from '#checker/intern/int-list.js';
import { Interner } from '#checker/intern/interner.js';
import { mix1, mix2 } from '#checker/intern/mix.js';
import { extendHash, TupleMap } from '#checker/intern/tuple-map.js';

test('tuple map: agrees with a Map of texts, whatever the width', () => {
  const word = fc.oneof(fc.nat(3), fc.nat(2 ** 24));
  const tuples = fc.nat(4).chain((width) => fc.array(fc.array(word, { minLength: width, maxLength: width }), { maxLength: 400 }));
  fc.assert(
    fc.property(tuples, (keys) => {
      const map = new TupleMap(keys[0]?.length ?? 0);
      const twin = new Map<string, number>();
      for (const [answer, key] of keys.entries()) {
        map.key.set(key);
        const found = map.find(key.reduce(extendHash, 0));
        assert.equal(found, twin.get(key.join()) ?? -1);
        if (found >= 0) continue;
        map.put(answer);
        twin.set(key.join(), answer);
      }
      assert.equal(map.size, twin.size);
    }),
  );
});

test('interner: equal values have one id, and ids are dense', () => {
  const interner = new Interner('things');
  const ids = [{ a: 1, b: [2] }, { b: [2], a: 1 }, 'x', null, 'x'].map((value) => interner.idOf(value));
  assert.deepEqual(ids, [0, 0, 1, 2, 1]);
  assert.deepEqual(interner.values, [{ a: 1, b: [2] }, 'x', null]);
});

test('int list: grows, keeps, and fills', () => {
  const list = new IntList(-1, 2);
  list.words[1] = 7;
  list.reserve(5);
  assert.deepEqual([...list.words.subarray(0, 5)], [-1, 7, -1, -1, -1]);
});

test('mixes: different words stay different, and few bits agree by chance', () => {
  const words = Array.from({ length: 40 }, (_, slot) => Array.from({ length: 500 }, (__, id) => [slot, id] as const)).flat();
  assert.equal(new Set(words.map(([slot, id]) => mix1(slot, id))).size, words.length);
  assert.equal(new Set(words.map(([slot, id]) => mix2(slot, id))).size, words.length);
  const low = new Set(words.map(([slot, id]) => `${String(mix1(slot, id) & 0xffff)},${String(mix2(slot, id) & 0xffff)}`));
  assert.ok(low.size > words.length - 2);
});

test('deep freeze: plain data to the leaves, but nothing that speaks for itself', () => {
  const own = { canonical: () => 1, chunk: [1] };
  const value = { list: [{ x: 1 }], own };
  deepFreeze(value);
  assert.ok(Object.isFrozen(value.list[0]));
  assert.ok(!Object.isFrozen(own) && !Object.isFrozen(own.chunk));
});
