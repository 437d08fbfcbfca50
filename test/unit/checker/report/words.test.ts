import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, compact, count, duration, labelled, list, plural, wrap } from '#checker/report/words.js';

test('numbers: thousands are grouped, short forms keep three digits', () => {
  assert.deepEqual([0, 999, 1000, 1234567].map(count), ['0', '999', '1,000', '1,234,567']);
  assert.deepEqual([7, 999, 1000, 9996, 99_960, 999_499, 999_950, 3_070_000].map(compact), [
    '7',
    '999',
    '1.00k',
    '10.0k',
    '100k',
    '999k',
    '1.00M',
    '3.07M',
  ]);
  assert.deepEqual([0.004, 12.34, 125].map(duration), ['0.00 s', '12.3 s', '2 m 05 s']);
  assert.deepEqual([512, 2048, 3.5 * 2 ** 30].map(bytes), ['512 B', '2.0 KiB', '3.5 GiB']);
});

test('nouns and lists read as English', () => {
  assert.deepEqual([plural(1, 'crash'), plural(2, 'crash'), plural(0, 'state')], ['1 crash', '2 crashes', '0 states']);
  assert.deepEqual([list([]), list(['a']), list(['a', 'b', 'c'])], ['', 'a', 'a, b and c']);
});

test('wrapping keeps the margin of the first line and never breaks a word', () => {
  assert.equal(wrap('  one two three', '    ', 9), '  one two\n    three');
  assert.equal(wrap('incomprehensibilities', '', 5), 'incomprehensibilities');
  const lines = labelled('means', 'word '.repeat(40).trim(), 8).split('\n');
  assert.ok(lines.every((line) => line.length <= 100));
  assert.ok(lines.slice(1).every((line) => line.startsWith(' '.repeat(12))));
});
