/** The format of `zoo.cfg`: what Java's `Properties.load` makes of a text, and what we write back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatProperties, parseProperties } from '#impl/config/properties.js';

function pairs(text: string): readonly (readonly [string, string])[] {
  const { entries, problems } = parseProperties(text);
  assert.deepEqual(problems, []);
  return entries.map(({ key, value }) => [key, value] as const);
}

const CASES: readonly (readonly [text: string, expected: readonly (readonly [string, string])[]])[] = [
  ['', []],
  ['# comment\n! comment\n   # indented comment\n\n \t \n', []],
  ['a=1\nb:2\nc 3\nd\t4\n', [['a', '1'], ['b', '2'], ['c', '3'], ['d', '4']]], // prettier-ignore
  ['  a  =  1  ', [['a', '1']]],
  ['a = = 1', [['a', '= 1']]],
  ['a : = 1', [['a', '= 1']]],
  ['server.1=h:2888:3888;2181', [['server.1', 'h:2888:3888;2181']]],
  ['key', [['key', '']]],
  ['key=', [['key', '']]],
  ['=value', [['', 'value']]],
  ['a\\=b\\:c\\ d=e', [['a=b:c d', 'e']]],
  ['a=one \\\n     two\\\r\n\tthree', [['a', 'one twothree']]],
  ['a=\\\n# no comment', [['a', '# no comment']]],
  ['a=1\\\n\nb=2', [['a', '1'], ['b', '2']]], // prettier-ignore
  ['# a comment ends with its line \\\na=1', [['a', '1']]],
  ['a=x\\\\\nb=y', [['a', 'x\\'], ['b', 'y']]], // prettier-ignore
  ['a=end\\', [['a', 'end']]],
  ['a=\\t\\n\\r\\f|\\q\\"', [['a', '|q"']]],
  ['a=x\\ty', [['a', 'x\ty']]],
  ['a=\\u20ac\\u00E4', [['a', '€ä']]],
  ['a=\\\\u20', [['a', '\\u20']]],
  ['a=1\rb=2\r\nc=3', [['a', '1'], ['b', '2'], ['c', '3']]], // prettier-ignore
  ['a=1\na=2', [['a', '1'], ['a', '2']]], // prettier-ignore
];

test('properties: comments, separators, continuations and escapes as in Java', () => {
  for (const [text, expected] of CASES) assert.deepEqual(pairs(text), expected, JSON.stringify(text));
});

test('properties: each entry knows the line it starts in', () => {
  const { entries } = parseProperties('# one\na=\\\n  2\n\nb=3\r\nc=4');
  assert.deepEqual(
    entries.map(({ key, line }) => [key, line]),
    [['a', 2], ['b', 5], ['c', 6]], // prettier-ignore
  );
});

test('properties: a broken unicode escape is told with its line, and the other lines are read', () => {
  for (const broken of ['\\u', '\\u12', '\\u12g4', 'C:\\users', '\\\\\\u123']) {
    const { entries, problems } = parseProperties(`a=1\nb=${broken}\nc=3`);
    assert.deepEqual(
      entries.map(({ key }) => key),
      ['a', 'c'],
    );
    assert.deepEqual(
      problems.map(({ code, line, key }) => ({ code, line, key })),
      [{ code: 'ZAB-C002', line: 2, key: 'b' }],
    );
  }
});

/** Characters that mean something in the format, beside all others. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(' ', '\t', '\f', '\n', '\r', '\\', '=', ':', '#', '!', 'u', '0', 'a'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  })
  .map((raw) => raw.replace(/^[\0-\x20]+|[\0-\x20]+$/g, ''));

test('properties: what is written reads back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (entries) => {
      const written = formatProperties(entries);
      assert.match(written, /^[\n -~]*$/);
      assert.deepEqual(pairs(written), entries);
    }),
  );
});

test('properties: any text is read or complained about, never thrown at', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '=', ':', ' ', '\\', '\n', '\r', '\t', 'u', '0', '#', '!') }),
      (hostile) => {
        const { entries, problems } = parseProperties(hostile);
        assert.ok(entries.length + problems.length <= hostile.split(/\r\n|\r|\n/).length);
      },
    ),
  );
});
