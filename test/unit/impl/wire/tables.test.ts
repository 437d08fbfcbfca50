/** The tables of codes: complete, and each code once. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { OPERATIONS } from '#impl/wire/client-protocol.js';
import { KEEPER_ERRORS, keeperErrorCode, keeperErrorName } from '#impl/wire/error-codes.js';
import { OP_CODES, opCode, opName } from '#impl/wire/op-codes.js';
import type { OpName } from '#impl/wire/op-codes.js';
import { PACKET_TYPES, packetCode, packetName } from '#impl/wire/quorum-packet.js';

function isTable(table: Readonly<Record<string, { readonly code: number; readonly meaning: string }>>, size: number): void {
  const codes = Object.values(table).map(({ code }) => code);
  assert.equal(codes.length, size);
  assert.equal(new Set(codes).size, size);
  assert.ok(Object.values(table).every(({ meaning }) => meaning !== ''));
}

test('tables: operations of ZooDefs.OpCode', () => {
  isTable(OP_CODES, 33);
  assert.equal(opName(opCode('createTTL')), 'createTTL');
  assert.equal(opName(10), undefined);
});

test('tables: errors of KeeperException.Code', () => {
  isTable(KEEPER_ERRORS, 32);
  assert.equal(keeperErrorName(keeperErrorCode('NOWATCHER')), 'NOWATCHER');
  assert.equal(keeperErrorName(-9), undefined);
});

test('tables: packets of Leader', () => {
  isTable(PACKET_TYPES, 19);
  assert.equal(packetName(packetCode('SNAP')), 'SNAP');
  assert.equal(packetName(0), undefined);
});

test('tables: every operation has its records, but for those that no client sends on their own', () => {
  const without = (Object.keys(OP_CODES) as OpName[]).filter((name) => !(name in OPERATIONS));
  assert.deepEqual(without, ['notification', 'check', 'error']);
});
