import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crcBytes, crcEnd, crcInt, crcText, CRC_START } from '#spec/service/tree/crc32.js';

/** Bit by bit, as the standard defines it. */
function plainCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const odd = ((crc ^ (byte >> bit)) & 1) === 1;
      crc = (crc >>> 1) ^ (odd ? 0xedb88320 : 0);
    }
  }
  return ~crc;
}

test('crc32: the check value of the standard', () => {
  assert.equal(crcEnd(crcText(CRC_START, '123456789')) >>> 0, 0xcbf43926);
});

test('crc32: bytes, integers and texts in any pieces count as their bytes in a row', () => {
  const valid = fc.string({ unit: fc.constantFrom('a', '/', '\u00e4', '\u07ff', '\u0800', '\u4e2d', '\uffef') });
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 50 }),
      fc.integer(),
      valid,
      fc.uint8Array({ maxLength: 9 }),
      (head, int, name, tail) => {
        const view = Buffer.alloc(4);
        view.writeInt32BE(int);
        const whole = Buffer.concat([head, view, Buffer.from(name, 'utf8'), tail]);
        assert.equal(crcEnd(crcBytes(crcText(crcInt(crcBytes(CRC_START, head), int), name), tail)), plainCrc(whole));
      },
    ),
  );
});
