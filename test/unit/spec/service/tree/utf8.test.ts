import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeUtf8, encodeAscii } from '#spec/service/tree/utf8.js';

test('utf8: what an encoder wrote is read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(
        decodeUtf8(new TextEncoder().encode(text)),
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text)),
      );
    }),
  );
});

test('utf8: any bytes read as some text, and well-formed ones among them as themselves', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = decodeUtf8(bytes);
      if (!text.includes('\uFFFD')) assert.deepEqual(new TextEncoder().encode(text), bytes);
    }),
  );
  assert.equal(decodeUtf8(Uint8Array.of(0x61, 0xff, 0xed, 0xa0, 0x80, 0xc0, 0x80, 0x62)), `a${'\uFFFD'.repeat(6)}b`);
  assert.deepEqual(encodeAscii('count=1'), new TextEncoder().encode('count=1'));
});
