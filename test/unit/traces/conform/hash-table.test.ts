/** The table of hashes against a plain map. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { zxid } from '#spec/model/zxid.js';
import { HashTable } from '#traces/conform/monitors/hash-table.js';

const hash = fc.nat(3).map((value) => (value + 1).toString(16).padStart(16, '0'));
const counter = fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.constantFrom(1, 70_000, 500_000, 0xffff_fffe));

test('the first hash of a zxid stays, in whatever order zxids come', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), counter, hash), { maxLength: 200 }), (entries) => {
      const table = new HashTable();
      const model = new Map<string, string>();
      for (const [epoch, at, value] of entries) {
        const key = `${epoch}.${at}`;
        const known = model.get(key) ?? value;
        model.set(key, known);
        assert.equal(table.settle(zxid(epoch, at), value), known === value ? null : known);
      }
    }),
  );
});
