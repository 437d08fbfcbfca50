import { test } from 'node:test';
import assert from 'node:assert/strict';
import {
  firstSessionId,
  isPasswordOf,
  negotiatedTimeout,
  nextSessionId,
  sessionPassword,
} from '#spec/service/session/session-id.js';

test('session id: passwords are those of a JVM', () => {
  const vectors: readonly (readonly [bigint, string])[] = [
    [0x0100000000000001n, '054cc74a37327db215e702e20c73f005'],
    [0x01000a1b2c3d0000n, '99540115b2ac339b9f3f41ba4b39270b'],
    [0x7200000000000000n, 'f22acd4a97e69d6d20a49bb638eadb38'],
  ];
  for (const [id, hex] of vectors) {
    const password = sessionPassword(id);
    assert.equal(Buffer.from(password).toString('hex'), hex);
    assert.equal(isPasswordOf(id, password), true);
    assert.equal(isPasswordOf(id ^ 1n, password), false);
    assert.equal(isPasswordOf(id, password.subarray(0, 15)), false);
  }
  assert.equal(isPasswordOf(0n, sessionPassword(0n)), false);
  assert.equal(sessionPassword(-1n).length, 16);
});

test('session id: the server in the first byte, then the clock, never the value of a container', () => {
  assert.equal(firstSessionId(1, 0), 0x0100000000000000n);
  assert.equal(firstSessionId(1, 0x1234), 0x0100000012340000n);
  assert.equal(firstSessionId(254, 0x1234), BigInt.asIntN(64, 0xfe00000012340000n));
  assert.equal(firstSessionId(1, 0xaa_0000_0000_01), 0x0100000000010000n, 'the clock wraps at five bytes');
  assert.equal(firstSessionId(128, 0), BigInt.asIntN(64, 0x8000000000000001n));
  assert.equal(nextSessionId(5n), 6n);
  assert.equal(nextSessionId(2n ** 63n - 1n), BigInt.asIntN(64, 0x8000000000000001n));
});

test('session id: timeouts are brought into range', () => {
  assert.deepEqual(
    [1, 5000, 99_999].map((asked) => negotiatedTimeout(asked, 4000, 40_000)),
    [4000, 5000, 40_000],
  );
});
