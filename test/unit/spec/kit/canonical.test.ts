import { test } from 'node:test';
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { canonicalText } from '#spec/kit/canonical.js';

/** Plain data with a canonical text; small, so that two draws are often equal or nearly so. */
const { plain } = fc.letrec<{ plain: unknown; leaf: unknown; list: unknown; record: unknown }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(null, true, false, '', '0', 'null', '"', ',', ']', '\\', '\u2028', '\ud800'),
    fc.integer({ min: -2, max: 2 }).map((n) => n + 0),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)),
    fc.string({ maxLength: 3 }),
  ),
  list: fc.array(tie('plain'), { maxLength: 3 }),
  record: fc.dictionary(fc.constantFrom('a', 'b', 'ab', '', '"', 'a":1', '10', '9'), tie('plain'), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  plain: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('list'), tie('record')),
}));

function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reordered(each)]),
  );
}

test('the text can be read back, so different values have different texts', () => {
  fc.assert(
    fc.property(plain, (value) => {
      assert.deepEqual(JSON.parse(canonicalText(value)), value);
    }),
    { numRuns: 500 },
  );
});

test('two values have one text exactly where they are equal', () => {
  fc.assert(
    fc.property(plain, plain, (a, b) => (canonicalText(a) === canonicalText(b)) === isDeepStrictEqual(a, b)),
    { numRuns: 2_000 },
  );
});

test('the order in which keys were set does not matter', () => {
  assert.equal(canonicalText({ b: 1, a: { d: 2, c: 3 } }), '{"a":{"c":3,"d":2},"b":1}');
  fc.assert(
    fc.property(plain, (value) => {
      assert.equal(canonicalText(reordered(value)), canonicalText(value));
    }),
  );
});

class Point {
  readonly x = 1;
}

const refused: readonly (readonly [string, unknown, string])[] = [
  ['minus zero', { a: [1, -0] }, '$/a/1'],
  ['NaN', { a: Number.NaN }, '$/a'],
  ['infinity', [Infinity], '$/0'],
  ['undefined', { a: undefined }, '$/a'],
  ['a hole in an array', Array(1), '$/0'],
  ['a function', { a: () => 1 }, '$/a'],
  ['a big integer', 1n, '$'],
  ['a symbol', [Symbol('s')], '$/0'],
  ['a class instance', { a: { b: new Point() } }, '$/a/b'],
  ['a map', new Map([[1, 2]]), '$'],
  ['a date', [new Date(0)], '$/0'],
];

for (const [what, value, path] of refused) {
  test(`refused with its path: ${what}`, () => {
    assert.throws(
      () => canonicalText(value),
      (error) => error instanceof TypeError && error.message.includes(`at ${path} `),
    );
  });
}

test('an object with a canonical method stands for what it returns, and that is checked too', () => {
  const standing = (value: unknown): unknown => ({ canonical: () => value });
  assert.equal(canonicalText([standing({ b: 1, a: 2 })]), '[{"a":2,"b":1}]');
  assert.throws(() => canonicalText({ log: standing([undefined]) }), /at \$\/log\/0 /);
});

test('a record without prototype is plain data', () => {
  assert.equal(canonicalText(Object.assign(Object.create(null) as object, { a: 1 })), '{"a":1}');
});
