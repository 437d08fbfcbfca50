import { test } from 'node:test';
import assert from 'node:assert/strict';
import { CONTAINER_OWNER, isValidTtl, ownerKind, ttlOf, ttlOwner, TTL_MAX_MS } from '#spec/service/tree/owner.js';

test('owner: the 64 bits of Java, signed', () => {
  assert.equal(BigInt.asUintN(64, CONTAINER_OWNER), 0x8000000000000000n);
  assert.equal(BigInt.asUintN(64, ttlOwner(1)), 0xff00000000000001n);
  assert.equal(BigInt.asUintN(64, ttlOwner(TTL_MAX_MS)), 0xff0000ffffffffffn);
  assert.equal(ttlOf(ttlOwner(12_345)), 12_345);
});

test('owner: a life time is one only where extended types are on', () => {
  const kinds = (extended: boolean): string[] =>
    [0n, 7n, CONTAINER_OWNER, ttlOwner(5), BigInt.asIntN(64, 0xff00010000000001n), -(2n ** 56n) - 1n].map((owner) =>
      ownerKind(owner, extended),
    );
  assert.deepEqual(kinds(true), ['persistent', 'ephemeral', 'container', 'ttl', 'ephemeral', 'ephemeral']);
  assert.deepEqual(kinds(false), ['persistent', 'ephemeral', 'container', 'ephemeral', 'ephemeral', 'ephemeral']);
});

test('owner: life times from 1 ms to 40 bits', () => {
  assert.deepEqual([0, -1, 1, TTL_MAX_MS, TTL_MAX_MS + 1, Number.NaN].map(isValidTtl), [false, false, true, true, false, false]);
});
