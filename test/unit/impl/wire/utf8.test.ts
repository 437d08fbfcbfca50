/** Strings against Java 17: `new String(bytes, UTF_8)`, printed as UTF-16 units. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { decode, encode, ustring } from '#impl/wire/jute.js';
import { bytes, hex } from './apache-bytes.js';

const java: readonly (readonly [bytes: string, units: string])[] = [
  ['61eda080', '0061fffd'],
  ['eda0bdedb880', 'fffdfffd'],
  ['ed', 'fffd'],
  ['eda0', 'fffd'],
  ['edbf61', 'fffd0061'],
  ['c0af', 'fffdfffd'],
  ['e28261', 'fffd0061'],
  ['f0808080', 'fffdfffdfffdfffd'],
  ['f09f9880', 'd83dde00'],
  ['f09f98', 'fffd'],
  ['f5808080', 'fffdfffdfffdfffd'],
  ['ff61fe', 'fffd0061fffd'],
  ['e0808061', 'fffdfffdfffd0061'],
  ['edeeda0ed0', 'fffdfffdfffd000efffd'],
  ['80808061', 'fffdfffdfffd0061'],
  ['f4908080', 'fffdfffdfffdfffd'],
  ['c3', 'fffd'],
  ['edb0eda080', 'fffdfffd'],
];

function unitsOf(text: string): string {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, '0')).join('');
}

for (const [given, units] of java) {
  test(`utf8: ${given} reads as in Java`, () => {
    const length = (given.length / 2).toString(16).padStart(8, '0');
    const read = decode(ustring, bytes(length + given), { exact: true });
    assert.ok(read.ok);
    assert.equal(unitsOf(read.value), units);
  });
}

test('utf8: a character beyond U+FFFF is written unit by unit, as Java writes it', () => {
  assert.equal(hex(encode(ustring, 'a\u{1f600}é')), '00000009' + '61eda0bdedb880c3a9');
});
