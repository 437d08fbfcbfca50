/** Hashes tell bytes apart, do not depend on how the bytes lie in memory, and stand for themselves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestOf, hashBytes, hashValue, isDigest, ValueHasher } from '#traces/format/hash.js';
import { payloads } from './arbitraries.js';

test('hash: pinned, for traces are read by other versions', () => {
  assert.deepEqual(
    ['', 'a', 'zabkeeper', 'x'.repeat(1000)].map((text) => hashBytes(Buffer.from(text))),
    ['f4386980b86e34c7', '19b21f6b74719e25', '7bc8603539623b21', '53ffe66d6519d050'],
  );
});

test('hash: of the bytes alone, not of the memory around them; and it stands for itself', () => {
  fc.assert(
    fc.property(payloads, payloads, (bytes, around) => {
      const inside = Buffer.concat([around, bytes, around]).subarray(around.length, around.length + bytes.length);
      assert.equal(hashBytes(inside), hashBytes(bytes));
      assert.equal(hashValue(hashBytes(bytes)), hashBytes(bytes));
      assert(isDigest(hashBytes(bytes)));
    }),
  );
});

test('hash: a bit that is flipped, a byte more, a byte less is another hash, in both halves', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(7), (bytes, at, bit) => {
      const flipped = bytes.slice();
      flipped[at % bytes.length] = (flipped[at % bytes.length] as number) ^ (1 << bit);
      for (const other of [flipped, bytes.slice(1), Buffer.concat([bytes, Uint8Array.of(0)])]) {
        assert.notEqual(hashBytes(other).slice(0, 8), hashBytes(bytes).slice(0, 8));
        assert.notEqual(hashBytes(other).slice(8), hashBytes(bytes).slice(8));
      }
    }),
  );
});

test('hash: a hundred thousand small differences, no two alike', () => {
  const seen = new Set<string>();
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < 100_000; index++) {
    // High bits of neighbouring words: where weak mixing cancels out.
    view.setUint32(4, index << 24);
    view.setUint32(8, index >>> 8);
    view.setUint32(12, (index & 1) << 31);
    seen.add(hashBytes(bytes));
  }
  assert.equal(seen.size, 100_000);
});

test('hash: every field of a request counts', () => {
  const request = { sessionId: 1n, cxid: 2, type: 3, body: Uint8Array.of(4), identities: [{ scheme: 'ip', id: '::1' }] };
  const others = [
    { ...request, sessionId: 1n << 32n },
    { ...request, sessionId: -1n },
    { ...request, cxid: 3 },
    { ...request, type: 2 },
    { ...request, body: Uint8Array.of(5) },
    { ...request, identities: null },
    { ...request, identities: [] },
    { ...request, identities: [{ scheme: 'ip:', id: ':1' }] },
  ];
  assert.equal(new Set([request, ...others].map(hashValue)).size, others.length + 1);
  assert.equal(hashValue({ ...request, body: Buffer.from(request.body) }), hashValue(request));
});

test('hash: what is no value is a mistake', () => {
  for (const value of [undefined, null, true, {}, []]) assert.throws(() => hashValue(value), TypeError);
});

test('hash: remembering the last value changes nothing', () => {
  const hasher = new ValueHasher();
  fc.assert(
    fc.property(fc.array(payloads, { maxLength: 4 }), fc.array(fc.nat(3), { maxLength: 10 }), (values, order) => {
      for (const at of order) {
        const value = values[at % Math.max(1, values.length)];
        if (value === undefined) continue;
        const { a, b } = hasher.lanes(value);
        assert.equal(digestOf(a, b), hashBytes(value));
      }
    }),
  );
});
