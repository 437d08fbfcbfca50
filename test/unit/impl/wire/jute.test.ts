/** Primitives at their limits, and what an error says. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRequest, setDataRequest } from '#impl/wire/client-records.js';
import { id } from '#impl/wire/data-records.js';
import { WIRE_ERRORS } from '#impl/wire/errors.js';
import type { WireErrorCode } from '#impl/wire/errors.js';
import { bool, buffer, decode, encode, int, long, nullable, safeLong, ustring, vector, zxidLong } from '#impl/wire/jute.js';
import type { Codec } from '#impl/wire/jute.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { txn } from '#impl/wire/txns.js';
import { zxid } from '#spec/model/zxid.js';
import { apache, bytes, hex } from './apache-bytes.js';

function isWritten<T>(codec: Codec<T>, value: T, expected: string): void {
  assert.equal(hex(encode(codec, value)), expected);
  assert.deepEqual(decode(codec, bytes(expected), { exact: true }), { ok: true, value });
}

function fails(codec: Codec<unknown>, given: string, code: WireErrorCode, at = ''): void {
  const read = decode(codec, bytes(given), { exact: true, maxLength: 100 });
  assert.ok(!read.ok, `${given} was read`);
  assert.deepEqual([read.error.code, read.error.at], [code, at]);
  assert.ok(read.error.message.includes(WIRE_ERRORS[code].meaning), read.error.message);
}

test('jute: numbers at their limits', () => {
  isWritten(int, -(2 ** 31), '80000000');
  isWritten(int, 2 ** 31 - 1, '7fffffff');
  isWritten(long, -(2n ** 63n), '8000000000000000');
  isWritten(long, -1n, 'ffffffffffffffff');
  isWritten(safeLong, Number.MAX_SAFE_INTEGER, '001fffffffffffff');
  isWritten(safeLong, Number.MIN_SAFE_INTEGER, 'ffe0000000000001');
  isWritten(safeLong, -1, 'ffffffffffffffff');
  isWritten(zxidLong, zxid(0xffff_ffff, 0x8000_0000), 'ffffffff80000000');
  isWritten(bool, true, '01');
});

test('jute: any byte but zero is true', () => {
  assert.deepEqual(decode(bool, bytes('80')), { ok: true, value: true });
});

test('jute: null and empty are different', () => {
  isWritten(nullable(buffer), null, 'ffffffff');
  isWritten(nullable(buffer), new Uint8Array(0), '00000000');
  isWritten(nullable(ustring), null, 'ffffffff');
  isWritten(nullable(vector(int)), null, 'ffffffff');
  isWritten(nullable(vector(int)), [], '00000000');
});

test('jute: each way to be wrong has its code and says where', () => {
  fails(int, '000000', 'ZAB-W001');
  fails(ustring, '00000002 61', 'ZAB-W001');
  fails(ustring, 'fffffffe', 'ZAB-W002');
  fails(vector(int), 'fffffffe', 'ZAB-W002');
  fails(buffer, '00000065', 'ZAB-W003');
  fails(buffer, '7fffffff', 'ZAB-W003');
  fails(ustring, 'ffffffff', 'ZAB-W004');
  fails(vector(int), 'ffffffff', 'ZAB-W004');
  fails(int, '0000000000', 'ZAB-W006');
  fails(safeLong, '0020000000000000', 'ZAB-W007');
  fails(safeLong, 'ffdfffffffffffff', 'ZAB-W007');
  fails(setDataRequest, '00000001 2f 00000001', 'ZAB-W001', 'data');
  fails(
    createRequest,
    '00000001 2f ffffffff 00000002 00000001 00000000 00000000 00000001 fffffffe 00000000',
    'ZAB-W002',
    'acl/1/id/scheme',
  );
});

test('jute: an identity of which a part is null has an empty part there, as kazoo means it', () => {
  const read = decode(id, bytes('00000004 61757468 ffffffff'));
  assert.deepEqual(read, { ok: true, value: { scheme: 'auth', id: '' } });
});

test('jute: a path leads into transactions inside a multi', () => {
  const torn = apache('multiTxn').slice();
  // The length of the path of the delete: third in the multi.
  const at = hex(torn).lastIndexOf('000000022f63') / 2;
  torn[at + 3] = 3;
  const read = decode(txn, torn);
  assert.ok(!read.ok);
  assert.deepEqual([read.error.code, read.error.at], ['ZAB-W001', 'multi/txns/2/delete/path']);
});

test('jute: a count promises no more items than there are bytes for', () => {
  fails(vector(long), '10000000', 'ZAB-W001');
  fails(vector(long), '00000002 0000000000000000', 'ZAB-W001');
});

test('jute: buffers read are views, never Node buffers whose slice does not copy', () => {
  const read = decode(buffer, Buffer.from('00000001aa', 'hex'));
  assert.ok(read.ok);
  assert.equal(Object.getPrototypeOf(read.value), Uint8Array.prototype);
});

test('jute: a writer grows, starts over, and forgets a huge buffer', () => {
  const writer = new JuteWriter();
  for (let count = 0; count < 1000; count++) writer.ustring('twelve bytes');
  assert.equal(writer.written().length, 16_000);
  writer.reset();
  writer.buffer(new Uint8Array(2_000_000));
  assert.equal(writer.take().length, 2_000_004);
  assert.ok(writer.written().buffer.byteLength < 10_000);
  const outer = writer.open();
  const inner = writer.open();
  writer.bool(true);
  writer.close(inner);
  writer.close(outer);
  assert.equal(hex(writer.take()), '00000005' + '00000001' + '01');
});
