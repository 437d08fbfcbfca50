import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { showJson } from '#impl/admin/json.js';
import type { Json } from '#impl/admin/json.js';

test('json: as Jackson indents it', () => {
  const value = { a: 1, b: [], c: {}, d: ['x', 2n ** 62n], e: { f: null, g: [{ h: true }] } };
  const expected = [
    '{',
    '  "a" : 1,',
    '  "b" : [ ],',
    '  "c" : { },',
    '  "d" : [ "x", 4611686018427387904 ],',
    '  "e" : {',
    '    "f" : null,',
    '    "g" : [ {',
    '      "h" : true',
    '    } ]',
    '  }',
    '}',
  ];
  assert.equal(showJson(value), expected.join('\n'));
});

test('json: reads back as what it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.deepEqual(JSON.parse(showJson(value as Json)), JSON.parse(JSON.stringify(value)));
    }),
  );
});
