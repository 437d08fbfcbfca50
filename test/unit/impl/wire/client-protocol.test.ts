/** Frames of clients that are not as they should be: each kind has an answer of its own. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { decodeOperation, decodeRequest, decodeResponse, SPECIAL_XIDS, writeReply } from '#impl/wire/client-protocol.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { zxid } from '#spec/model/zxid.js';
import { apache, bytes, hex } from './apache-bytes.js';

test('client protocol: a frame too short for a header', () => {
  assert.equal(decodeRequest(bytes('00000001 000000')).kind, 'bad-header');
  assert.equal(decodeRequest(bytes('')).kind, 'bad-header');
});

test('client protocol: operations that do not exist, that stand only in a multi, that only servers ask for', () => {
  for (const type of ['00000000', '0000000a', '0000000d', 'ffffffff', 'fffffff6', '00000014', '7fffffff']) {
    const frame = decodeRequest(bytes(`00000007 ${type} 00000001 2f 00000000`));
    assert.equal(frame.kind, 'unknown-operation', type);
    assert.equal(frame.header.xid, 7);
  }
});

test('client protocol: names of object prototypes are no operations', () => {
  assert.equal(decodeOperation(99, bytes('')).ok, false);
});

test('client protocol: a body that cannot be read leaves the header to answer with', () => {
  const frame = decodeRequest(bytes('00000007 00000005 00000001 2f 00000010 0102'));
  assert.equal(frame.kind, 'bad-body');
  assert.deepEqual([frame.header, frame.error.code, frame.error.at], [{ xid: 7, type: 5 }, 'ZAB-W001', 'setData/data']);
});

test('client protocol: bytes behind a request are let be, as in Apache', () => {
  const frame = decodeRequest(bytes('00000007 00000003 00000001 2f 00 ffff'));
  assert.equal(frame.kind, 'request');
});

test('client protocol: what servers forward for themselves is read', () => {
  assert.deepEqual(decodeOperation(-10, bytes('00002710')), {
    ok: true,
    value: { op: 'createSession', body: { timeOut: 10_000 } },
  });
  assert.deepEqual(decodeOperation(20, bytes('00000002 2f63')), {
    ok: true,
    value: { op: 'deleteContainer', body: { path: '/c' } },
  });
});

test('client protocol: a multi may be empty; it may not mix reads with writes, nest, or have flags out of range', () => {
  const end = 'ffffffff 01 ffffffff';
  assert.deepEqual(decodeOperation(14, bytes(end)), { ok: true, value: { op: 'multi', body: [] } });
  const getData = '00000004 00 ffffffff 00000001 2f 00';
  const remove = '00000002 00 ffffffff 00000001 2f ffffffff';
  const nested = `0000000e 00 ffffffff ${end}`;
  const create = '00000001 00 ffffffff 00000001 2f ffffffff 00000000 00000007';
  for (const [type, body, at] of [
    [14, getData, 'multi/0'],
    [14, remove + getData, 'multi/1'],
    [14, nested, 'multi/0'],
    [14, create, 'multi/0/create'],
    [22, remove, 'multiRead/0'],
  ] as const) {
    const read = decodeOperation(type, bytes(body + end));
    assert.ok(!read.ok);
    assert.deepEqual([read.error.code, read.error.at], ['ZAB-W005', at]);
  }
});

test('client protocol: a multi without an end is cut off, not endless', () => {
  const read = decodeOperation(14, apache('multiRequest').slice(8, -9));
  assert.ok(!read.ok);
  assert.deepEqual([read.error.code, read.error.at], ['ZAB-W001', 'multi/6/type']);
});

test('client protocol: replies of one turn share a writer', () => {
  const writer = new JuteWriter();
  writeReply(writer, { xid: SPECIAL_XIDS.ping, zxid: zxid(1, 1), err: 0 }, null);
  writeReply(writer, { xid: 1, zxid: zxid(1, 2), err: 0 }, { op: 'sync', body: { path: '/' } });
  const ping = '00000010' + 'fffffffe' + '0000000100000001' + '00000000';
  assert.equal(hex(writer.written()), `${ping}0000001500000001000000010000000200000000000000012f`);
});

test('client protocol: a response that cannot be read says which', () => {
  const read = decodeResponse('getData', bytes('00000001'));
  assert.ok(!read.ok);
  assert.equal(read.error.at, 'getData/data');
});
