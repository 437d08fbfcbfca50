import { test } from 'node:test';
import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { contentCrcOf, DIGEST_VERSION, nodeDigestOf, NO_NODES, sameDigest, shifted } from '#spec/service/tree/digest.js';
import { Leader, create, freshStore, bytes } from '../leader.js';

test('digest: the fresh tree has the sum that Apache ZooKeeper 3.9.4 writes into its first log entry', () => {
  const store = freshStore();
  assert.equal((store.get('/')?.digest ?? 0) >>> 0, 0x04128908);
  assert.equal((store.get('/zookeeper')?.digest ?? 0) >>> 0, 0x4db44d58);
  assert.deepEqual(store.treeDigest, { high: 0, low: 0x51c6d660 });
  assert.equal(DIGEST_VERSION, 2);
  const leader = new Leader();
  assert.deepEqual(leader.prepare({ type: 'createSession', timeoutMs: 10_000 }, { session: 1n, ids: [], owner: 1 }).digest, {
    high: 0,
    low: 0x51c6d660,
  });
});

test('digest: nodes below /zookeeper/ count nothing, /zookeeper itself does', () => {
  assert.equal(contentCrcOf('/zookeeper/x', null), null);
  assert.notEqual(contentCrcOf('/zookeeper', null), null);
  assert.notEqual(contentCrcOf('/zookeeperx', null), null);
  assert.equal(contentCrcOf('/', null), contentCrcOf('', null));
  assert.deepEqual(freshStore({ digests: false }).treeDigest, NO_NODES);
});

test('digest: a node counts as the CRC-32 of the bytes that Java lays out', () => {
  const int = fc.integer();
  const half = fc.integer({ min: 0, max: 0xffff_ffff });
  const id = fc.record({ epoch: half, counter: half });
  const time = fc.integer({ min: -5000, max: 2 ** 45 });
  const stat = fc.record({
    czxid: id,
    mzxid: id,
    pzxid: id,
    ctime: time,
    mtime: time,
    version: int,
    cversion: int,
    aversion: int,
    owner: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  });
  fc.assert(
    fc.property(stat, fc.uint8Array(), (s, data) => {
      const b = Buffer.alloc(60);
      [s.czxid, s.mzxid, s.pzxid].forEach((z, at) => {
        b.writeUInt32BE(z.epoch, 8 * at);
        b.writeUInt32BE(z.counter, 8 * at + 4);
      });
      b.writeBigInt64BE(BigInt(s.ctime), 24);
      b.writeBigInt64BE(BigInt(s.mtime), 32);
      [s.version, s.cversion, s.aversion].forEach((v, at) => b.writeInt32BE(v, 40 + 4 * at));
      b.writeBigInt64BE(s.owner, 52);
      assert.equal(
        nodeDigestOf(contentCrcOf('/\u00e4/b', data) ?? 0, s) >>> 0,
        crc32(Buffer.concat([Buffer.from('/\u00e4/b'), data, b])),
      );
    }),
  );
});

test('digest: the sum wraps at 64 bits and forgets the order', () => {
  const top = { high: 0xffff_ffff, low: 0xffff_ffff };
  assert.deepEqual(shifted(top, 0, 1), NO_NODES);
  assert.deepEqual(shifted(NO_NODES, 1, 0), top);
  fc.assert(
    fc.property(fc.array(fc.integer()), (digests) => {
      const sum = digests.reduce((total, digest) => shifted(total, 0, digest), NO_NODES);
      const wanted = BigInt.asUintN(
        64,
        digests.reduce((total, digest) => total + BigInt(digest >>> 0), 0n),
      );
      assert.equal((BigInt(sum.high) << 32n) | BigInt(sum.low), wanted);
      assert.equal(
        sameDigest(
          digests.reduce((total, digest) => shifted(total, digest, 0), sum),
          NO_NODES,
        ),
        true,
      );
    }),
  );
});

test('digest: the leader foresees that of every pipelined write', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  const txns = [create('/a', { data: bytes('x') }), create('/a/b'), create('/a/c', { flags: 2 })].map((request) =>
    leader.prepare(request, me),
  );
  for (const txn of txns) {
    leader.commit(txn);
    assert.deepEqual(leader.store.treeDigest, txn.digest);
  }
  assert.equal(leader.prepare(create('/a'), me).digest, null, 'an error has none');
});
