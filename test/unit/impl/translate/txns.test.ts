/** Transactions as Apache writes them and as the service applies them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeTxn, encodeTxn } from '#impl/translate/txns.js';
import { emptyTree } from '#impl/translate/tree-snapshot.js';
import { readLogFile } from '#impl/disk/log-reader.js';
import { withFile } from '#impl/disk/file-system.js';
import { encode } from '#impl/wire/jute.js';
import { txn as wireTxn } from '#impl/wire/txns.js';
import { agreesWithLeader, apply } from '#spec/service/write/apply.js';
import type { Txn } from '#spec/service/write/txn.js';
import { zxid } from '#spec/model/zxid.js';
import { bytes, text } from '../../spec/service/leader.js';
import { apacheDisk } from '../disk/apache-files.js';
import { FOLDER } from '../disk/ledger.js';
import { apache, apacheBytes, hex } from '../wire/apache-bytes.js';

function read(payload: Uint8Array): Txn {
  const decoded = decodeTxn(payload);
  if (!decoded.ok) assert.fail(decoded.error.message);
  return decoded.value;
}

for (const name of [...apacheBytes.keys()].filter((each) => each.endsWith('Txn') && each !== 'createV0Txn')) {
  test(`txns: Apache's ${name}, read and written again, is the same bytes`, () => {
    assert.equal(hex(encodeTxn(read(apache(name)))), hex(apache(name)));
  });
}

test('txns: what the bytes say', () => {
  const header = { session: 0x0100_0000_0000_0001n, cxid: 7, zxid: zxid(3, 2), time: 1_700_000_000_123 };
  const digest = { high: 0, low: 0x51c6_d660 };
  const acl = [
    { perms: 31, scheme: 'world', id: 'anyone' },
    { perms: 1, scheme: 'digest', id: 'u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=' },
  ];
  const created = { path: '/a', data: bytes('x'), acl, parentCversion: 9 };
  assert.deepEqual(read(apache('createTxn')), { ...header, body: { ...created, type: 'create', ephemeral: true }, digest });
  assert.deepEqual(read(apache('createV0Txn')).body, { ...created, type: 'create', ephemeral: true, parentCversion: -1 });
  assert.deepEqual(read(apache('createTtlTxn')).body, { ...created, type: 'createTTL', data: bytes(''), ttl: 1000 });
  assert.deepEqual(read(apache('closeSessionBareTxn')), { ...header, body: { type: 'closeSession', paths: null }, digest });
  assert.deepEqual(read(apache('errorTxn')), { ...header, body: { type: 'error', code: -101 }, digest: null });
});

test('txns: digests of all 64 bits, and none of another version', () => {
  const of = (digest: Txn['digest']): Txn => ({ ...read(apache('deleteTxn')), digest });
  for (const digest of [
    { high: 0xffff_ffff, low: 0xffff_ffff },
    { high: 0x8000_0000, low: 0 },
    { high: 1, low: 0x8000_0001 },
    null,
  ]) {
    assert.deepEqual(read(encodeTxn(of(digest))).digest, digest);
  }
  const older = encode(wireTxn, {
    clientId: 1n,
    cxid: 1,
    zxid: zxid(1, 1),
    time: 1,
    operation: { op: 'delete', body: { path: '/a' } },
    digest: { version: 1, treeDigest: 5n },
  });
  assert.equal(read(older).digest, null);
});

test('txns: bytes and data belong to who asked', () => {
  const first = read(apache('setDataTxn'));
  const payload = encodeTxn(first);
  const second = read(payload);
  payload.fill(0);
  encodeTxn(read(apache('multiTxn')));
  assert.ok(second.body.type === 'setData');
  assert.equal(text(second.body.data), 'x');
  assert.equal(second.body.data?.buffer.byteLength, 1, 'nothing else is kept with the data');
});

test('txns: what is no transaction is an error', () => {
  const whole = apache('createTxn');
  for (const length of [0, 31, whole.length - 20]) assert.equal(decodeTxn(whole.slice(0, length)).ok, false);
  const large = encodeTxn({
    ...read(apache('setDataTxn')),
    body: { type: 'setData', path: '/a', data: new Uint8Array(99), version: 1 },
  });
  const refused = decodeTxn(large, 98);
  assert.ok(!refused.ok && refused.error.code === 'ZAB-W003');
});

test("txns: Apache's logs applied to an empty tree: every digest is the one that Apache foresaw", async () => {
  const { tree } = emptyTree({ digests: true, extendedTypes: false });
  let compared = 0;
  for (const name of ['log.1', 'log.8', 'log.e']) {
    await withFile(apacheDisk(), `${FOLDER}/${name}`, 'read', async (file) => {
      for await (const batch of readLogFile(file)) {
        for (const { payload } of batch) {
          const txn = read(payload);
          assert.equal(hex(encodeTxn(txn)), hex(payload));
          apply(tree, txn);
          assert.ok(agreesWithLeader(tree, txn), JSON.stringify(txn.body.type));
          if (txn.digest !== null) compared += 1;
        }
      }
    });
  }
  assert.ok(compared > 10, `${compared} digests`);
});
