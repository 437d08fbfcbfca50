/** What is written is read again, however it is cut into pieces; what is spoiled is noticed; nothing makes a reader throw. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { adler32, Adler32 } from '#impl/disk/adler32.js';
import { holdsRecordAfter, paddedSize, RECORD_OVERHEAD, scanRecord, writeRecord } from '#impl/disk/log-format.js';
import { filesAfter, logFiles, logName, parseZxidHex, snapshotFiles, zxidHex } from '#impl/disk/names.js';
import { numberText, parseNumber } from '#impl/disk/number-file.js';
import type { SnapshotRecord } from '#impl/disk/snapshot-format.js';
import { compareZxids, ZERO, zxid } from '#spec/model/zxid.js';
import { decoded, encoded } from '../unit/impl/disk/records.js';
import type { Whole } from '../unit/impl/disk/records.js';

/** Objects as literals are. */
const PLAIN = { noNullPrototype: true } as const;

const anyZxid = fc.record(
  { epoch: fc.integer({ min: 0, max: 0x7fff_ffff }), counter: fc.integer({ min: 0, max: 0xffff_ffff }) },
  PLAIN,
);
const anyInt = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const anyTime = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
const anyLong = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** Not beyond U+FFFF: Jute writes those in a way that no reader gives back. */
const anyText = fc.string({ maxLength: 12 });
const anyPath = anyText.map((text) => `/${text}x`);
const anyBytes = fc.uint8Array({ maxLength: 300 });

const anyNode: fc.Arbitrary<SnapshotRecord> = fc.record(
  {
    kind: fc.constant('node' as const),
    path: anyPath,
    data: fc.option(anyBytes, { nil: null }),
    aclKey: fc.integer({ min: -1, max: 9 }),
    czxid: anyZxid,
    mzxid: anyZxid,
    ctime: anyTime,
    mtime: anyTime,
    version: anyInt,
    cversion: anyInt,
    aversion: anyInt,
    owner: anyLong,
    pzxid: anyZxid,
  },
  PLAIN,
);
const anySession: fc.Arbitrary<SnapshotRecord> = fc.record(
  { kind: fc.constant('session' as const), id: anyLong, timeoutMs: anyInt },
  PLAIN,
);
const anyAcl: fc.Arbitrary<SnapshotRecord> = fc.record(
  {
    kind: fc.constant('acl' as const),
    key: fc.integer({ min: 0, max: 2 ** 40 }),
    list: fc.array(fc.record({ perms: anyInt, scheme: anyText, id: anyText }, PLAIN), { maxLength: 3 }),
  },
  PLAIN,
);
const half = fc.integer({ min: 0, max: 0xffff_ffff });
const anyTrailer = fc.record(
  {
    digest: fc.option(
      fc.record(
        { zxid: anyZxid, version: fc.integer({ min: 2, max: 9 }), digest: fc.record({ high: half, low: half }, PLAIN) },
        PLAIN,
      ),
      { nil: null },
    ),
    lastZxid: fc.option(anyZxid, { nil: null }),
  },
  PLAIN,
);
const anyWhole: fc.Arbitrary<Whole> = fc
  .tuple(
    fc.uniqueArray(anySession, { maxLength: 3, selector: (each) => (each.kind === 'session' ? each.id : 0n) }),
    fc.array(anyAcl, { maxLength: 3 }),
    fc.array(anyNode, { maxLength: 6 }),
    anyTrailer,
  )
  .map(([sessions, acls, nodes, trailer]) => ({ zxid: ZERO, records: [...sessions, ...acls, ...nodes], trailer }));

function* piecesOf(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const anySizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });

test('disk: a snapshot is read as it was written, in any pieces', () => {
  fc.assert(
    fc.property(anyWhole, anySizes, (whole, sizes) => {
      const again = decoded(piecesOf(encoded(whole), sizes));
      assert.deepEqual(again, whole);
    }),
  );
});

test('disk: a snapshot of many chunks, with one node larger than any', () => {
  const [node] = fc.sample(anyNode, 1);
  assert.ok(node?.kind === 'node');
  const nodes = Array.from({ length: 4000 }, (_, index) => ({
    ...node,
    path: `/n${index}`,
    data: new Uint8Array(index === 2000 ? 900_000 : index % 90).fill(index),
  }));
  const whole: Whole = { zxid: ZERO, records: nodes, trailer: { digest: null, lastZxid: zxid(7, 7) } };
  const bytes = encoded(whole);
  for (const size of [10_000, 0x4_0000, bytes.length]) {
    const again = decoded(piecesOf(bytes, [size]));
    assert.ok(typeof again !== 'string');
    assert.deepEqual(again.trailer, whole.trailer);
    assert.ok(Buffer.compare(encoded(again), bytes) === 0);
  }
});

test('disk: a snapshot with one byte changed, or cut anywhere but in front of a last block, is refused', () => {
  fc.assert(
    fc.property(anyWhole, fc.nat(), fc.integer({ min: 1, max: 255 }), (whole, place, change) => {
      const bytes = encoded(whole);
      const at = place % bytes.length;
      // Version and dbid of the header are nobody's concern, but the checksum covers them.
      const changed = bytes.map((byte, index) => (index === at ? byte ^ change : byte));
      assert.equal(typeof decoded([changed]), 'string', `byte ${at}`);
      const cut = decoded([bytes.subarray(0, at)]);
      if (typeof cut !== 'string') assert.deepEqual(cut.records, whole.records);
    }),
    { numRuns: 300 },
  );
});

test('disk: no bytes make the snapshot reader throw, or keep more than they are', () => {
  const header = Uint8Array.of(
    0x5a,
    0x4b,
    0x53,
    0x4e,
    0,
    0,
    0,
    2,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
    255,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), anySizes, fc.boolean(), (bytes, sizes, plausible) => {
      const result = decoded(piecesOf(plausible ? Uint8Array.of(...header, ...bytes) : bytes, sizes), 1000);
      assert.equal(typeof result, 'string');
    }),
    { numRuns: 500 },
  );
  const endless = (function* (): Generator<Uint8Array> {
    yield header;
    yield Uint8Array.of(0, 0, 0, 1, 0x61, 0, 0, 0, 5);
    for (let count = 0; count < 1000; count++) yield new Uint8Array(10_000).fill(1);
  })();
  assert.equal(typeof decoded(endless, 1000), 'string');
});

const anyPayload = fc.uint8Array({ minLength: 32, maxLength: 900 });

/** The records in the bytes, and how they end. */
function scanAll(bytes: Uint8Array): readonly [readonly Uint8Array[], string] {
  const payloads: Uint8Array[] = [];
  for (let at = 0; ;) {
    const scanned = scanRecord(bytes, at, at, true);
    if (scanned.kind !== 'record') return [payloads, scanned.kind];
    payloads.push(scanned.entry.payload);
    at = scanned.next;
  }
}

function logOf(payloads: readonly Uint8Array[], padding: number): Uint8Array {
  const bytes = new Uint8Array(payloads.reduce((sum, { length }) => sum + length + RECORD_OVERHEAD, padding));
  payloads.reduce((at, payload) => writeRecord(bytes, at, payload), 0);
  return bytes;
}

test('disk: log records are read as they were written, padded or not; cut anywhere, the whole ones are left', () => {
  fc.assert(
    fc.property(
      fc.array(anyPayload, { maxLength: 5 }),
      fc.integer({ min: 0, max: 100 }),
      fc.nat(),
      (payloads, padding, place) => {
        const bytes = logOf(payloads, padding);
        assert.deepEqual(scanAll(bytes), [payloads, 'end']);
        const cut = bytes.subarray(0, place % (bytes.length + 1));
        const [whole, end] = scanAll(cut);
        assert.deepEqual(whole, payloads.slice(0, whole.length));
        assert.notEqual(end, 'damaged');
      },
    ),
  );
});

test('disk: with less than all bytes at hand, a record asks for what decides', () => {
  fc.assert(
    fc.property(anyPayload, fc.nat(), (payload, place) => {
      const bytes = logOf([payload], 0);
      const given = place % bytes.length;
      const first = scanRecord(bytes.subarray(0, given), 0, 0, false);
      assert.ok(first.kind === 'more' && first.bytes > given && first.bytes <= bytes.length, `${given}: ${first.kind}`);
    }),
  );
});

test('disk: random bytes are no log record, and the reader says so', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, last) => {
      const { kind } = scanRecord(bytes, 0, 0, last);
      assert.ok(kind !== 'record' && (kind !== 'more' || !last));
      assert.equal(holdsRecordAfter(bytes, ZERO), false);
    }),
  );
});

test('disk: Adler-32 is that of the definition, in any pieces', () => {
  const slowly = (bytes: Uint8Array): number => {
    let [a, b] = [1, 0];
    for (const byte of bytes) [a, b] = [(a + byte) % 65521, (b + a + byte) % 65521];
    return b * 65536 + a;
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000, size: 'max' }), fc.nat(), (bytes, place) => {
      const at = place % (bytes.length + 1);
      assert.equal(adler32(bytes), slowly(bytes));
      assert.equal(new Adler32().update(bytes, 0, at).update(bytes, at).value, adler32(bytes));
    }),
    { numRuns: 50 },
  );
  assert.equal(adler32(new Uint8Array(100_000).fill(255)), slowly(new Uint8Array(100_000).fill(255)));
});

test('disk: names of files hold their zxid as Java writes it', () => {
  const java = (id: { readonly epoch: number; readonly counter: number }): string =>
    ((BigInt(id.epoch) << 32n) | BigInt(id.counter)).toString(16);
  fc.assert(
    fc.property(anyZxid, (id) => {
      assert.equal(zxidHex(id), java(id));
      assert.deepEqual(parseZxidHex(zxidHex(id)), id);
    }),
  );
  for (const name of ['log.', 'log.g', 'log.1.tmp', 'log.11111111111111111', 'logs.1', 'log.ffffffffffffffff']) {
    assert.deepEqual(logFiles([name]), [], name);
  }
  for (const name of ['snapshot.1.tmp', 'snapshot-1-1.tmp', 'snapshot.1.zip', 'snapshot.']) {
    assert.deepEqual(snapshotFiles([name]), [], name);
  }
  assert.deepEqual(
    snapshotFiles(['snapshot.1.gz', 'snapshot.0', 'snapshot.2.snappy']).map((file) => file.compression),
    ['none', 'gzip', 'snappy'],
  );
});

test('disk: the logs behind a zxid begin with the newest that may hold its successor', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }),
      fc.integer({ min: 0, max: 40 }),
      (starts, last) => {
        const files = logFiles(starts.map((start) => logName(zxid(0, start))));
        const kept = filesAfter(files, zxid(0, last));
        for (const file of files) {
          const next = files.find((other) => compareZxids(other.zxid, file.zxid) > 0);
          // Useless: the following file starts at what is wanted, or before.
          const useless = next !== undefined && next.zxid.counter <= last + 1;
          assert.equal(kept.includes(file), !useless, `${file.name} for ${last}`);
        }
      },
    ),
  );
});

test('disk: numbers in files', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      assert.equal(parseNumber(numberText(value)), value);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const value = parseNumber(bytes);
      assert.ok(value === null || Number.isSafeInteger(value));
    }),
  );
});

test('disk: files grow as FilePadding has them grow', () => {
  const kib = 1024;
  // The cases of Apache's FileTxnLogTest.
  assert.equal(paddedSize(7 * kib, 10 * kib, 0), 10 * kib);
  assert.equal(paddedSize(7 * kib, 10 * kib, -1), 10 * kib);
  assert.equal(paddedSize(5 * kib, 10 * kib, 10 * kib), 10 * kib);
  assert.equal(paddedSize(7 * kib, 10 * kib, 10 * kib), 20 * kib);
  assert.equal(paddedSize(31 * kib, 10 * kib, 10 * kib), 40 * kib);
});
