/** From the service to bytes and back nothing is lost: transactions, and whole trees as files and as streams. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contentOf, treeSink } from '#impl/translate/tree-snapshot.js';
import { decodeTxn, encodeTxn } from '#impl/translate/txns.js';
import { SnapshotDecoder } from '#impl/disk/snapshot-decoder.js';
import { encodeSnapshot } from '#impl/disk/snapshot-format.js';
import type { SnapshotRecord } from '#impl/disk/snapshot-format.js';
import { encodeTree, TreeStreamDecoder } from '#impl/disk/tree-stream.js';
import { encode } from '#impl/wire/jute.js';
import { txn as wireTxn } from '#impl/wire/txns.js';
import type { Txn as WireTxn } from '#impl/wire/txns.js';
import type { AclList } from '#spec/service/acl/acl.js';
import type { MemoryStore } from '#spec/service/tree/memory-store.js';
import { limitsPath, statsPath } from '#spec/service/tree/quota-path.js';
import type { MultiOperation, WriteRequest } from '#spec/service/write/request.js';
import type { Txn } from '#spec/service/write/txn.js';
import { ALICE, BOB, Leader, bytes, create, remove, setData } from '../unit/spec/service/leader.js';
import { hasBytes, hostileBytes, valuesOf } from '../unit/impl/wire/arbitrary.js';

const OPTIONS = { digests: true, extendedTypes: true };

const path = fc.array(fc.constantFrom('a', 'b', 'é'), { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const acl: fc.Arbitrary<AclList> = fc.constantFrom(
  [{ perms: 31, scheme: 'world', id: 'anyone' }],
  [{ perms: 31, scheme: 'auth', id: '' }],
  [
    { perms: 31, scheme: 'world', id: 'anyone' },
    { perms: 1, scheme: 'ip', id: '::1' },
  ],
);
const data = fc.option(fc.uint8Array({ maxLength: 20 }), { nil: null });
const creation: fc.Arbitrary<MultiOperation> = fc.oneof(
  fc
    .tuple(path, acl, data, fc.constantFrom(0, 0, 1, 2), fc.constantFrom('create' as const, 'create2' as const))
    .map(([name, list, content, flags, type]) => create(name, { type, acl: list, data: content, flags })),
  path.map((name) => create(name, { type: 'createContainer', flags: 4 })),
  fc
    .tuple(path, fc.constantFrom(1, 1000, 2 ** 40 - 1), data)
    .map(([name, ttl, content]): MultiOperation => ({ ...create(name, { data: content, flags: 5 }), type: 'createTTL', ttl })),
);
const operation: fc.Arbitrary<MultiOperation> = fc.oneof(
  { weight: 4, arbitrary: creation },
  { weight: 2, arbitrary: path.map((name) => remove(name)) },
  { weight: 1, arbitrary: fc.tuple(path, fc.option(fc.string(), { nil: null })).map(([name, text]) => setData(name, text)) },
  { weight: 1, arbitrary: path.map((name): MultiOperation => ({ type: 'check', path: name, version: -1 })) },
);
const request: fc.Arbitrary<WriteRequest> = fc.oneof(
  { weight: 8, arbitrary: operation.filter((each) => each.type !== 'check') },
  {
    weight: 1,
    arbitrary: fc.tuple(path, acl).map(([name, list]): WriteRequest => ({ type: 'setACL', path: name, acl: list, version: -1 })),
  },
  { weight: 1, arbitrary: path.map((name): WriteRequest => ({ type: 'deleteContainer', path: name })) },
  {
    weight: 1,
    arbitrary: fc.array(operation, { maxLength: 4 }).map((operations): WriteRequest => ({ type: 'multi', operations })),
  },
  { weight: 1, arbitrary: fc.constantFrom<WriteRequest>({ type: 'closeSession' }, { type: 'createSession', timeoutMs: 4000 }) },
);
const requests = fc.array(fc.tuple(fc.constantFrom(1n, -2n), request), { minLength: 5, maxLength: 40, size: 'max' });

/** A leader of two sessions that has a quota to keep. */
class Busy {
  readonly leader = new Leader({ extendedTypes: true });

  constructor() {
    for (const session of [1n, -2n]) this.write(session, { type: 'createSession', timeoutMs: 4000 });
    for (const name of ['/a', '/zookeeper/quota/a', limitsPath('/a'), statsPath('/a')]) this.write(1n, create(name));
  }

  write(session: bigint, each: WriteRequest): Txn {
    const txn = this.leader.prepare(each, { session, ids: session === 1n ? [ALICE] : [BOB], owner: 'connection' });
    this.leader.commit(txn);
    return txn;
  }

  writeAll(all: readonly (readonly [bigint, WriteRequest])[]): void {
    for (const [session, each] of all) this.write(session, each);
  }
}

/** Everything that a store holds, as one value. Keys of lists are nobody's concern. */
function contents(store: MemoryStore): unknown {
  const paths = [...store.paths()];
  return {
    nodes: new Map(paths.map((name) => [name, [store.get(name), new Set(store.childrenOf(name))]])),
    ephemerals: new Map([...store.owners()].map((owner) => [owner, new Set(store.ephemeralsOf(owner))])),
    containers: new Set(store.containers()),
    ttlNodes: new Set(store.ttlNodes()),
    quotas: new Set(store.quotaPaths),
    lists: new Set([...store.acls.entries()].map(([, list]) => JSON.stringify(list))),
    sessions: new Map(store.sessions),
    digest: store.treeDigest,
    counts: [store.nodeCount, store.dataSize],
    last: store.lastZxid,
  };
}

function takeAll(sink: ReturnType<typeof treeSink>, records: readonly SnapshotRecord[]): void {
  for (const record of records) assert.equal(sink.take(record), undefined);
}

function sinkOf(): ReturnType<typeof treeSink> {
  return treeSink({ ...OPTIONS, onMismatch: (mismatch) => assert.fail(JSON.stringify(mismatch)) });
}

test('translate: transactions that a leader makes come back as they were', () => {
  fc.assert(
    fc.property(requests, (all) => {
      const busy = new Busy();
      for (const [session, each] of all) {
        const txn = busy.write(session, each);
        assert.deepEqual(decodeTxn(encodeTxn(txn)), { ok: true, value: txn });
      }
    }),
  );
});

/** As the codec's own values, but for what is not kept: life times beyond a number, digests of other versions. */
function isKept(value: WireTxn): boolean {
  const { operation: top, digest } = value;
  const parts = top.op === 'multi' ? top.body.txns : [top];
  return (
    hasBytes('txn', value) &&
    (digest === null || digest.version === 2) &&
    parts.every((each) => each.op !== 'createTTL' || BigInt.asIntN(53, each.body.ttl) === each.body.ttl)
  );
}

test('translate: the bytes of any transaction come back as they were', () => {
  const digest = { version: 2, treeDigest: 0n };
  const wire = fc
    .tuple(valuesOf(wireTxn.shape) as fc.Arbitrary<WireTxn>, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.boolean())
    .map(([value, treeDigest, has]): WireTxn => ({ ...value, digest: has ? { ...digest, treeDigest } : null }));
  fc.assert(
    fc.property(wire.filter(isKept), (value) => {
      const payload = encode(wireTxn, value);
      const txn = decodeTxn(payload);
      assert.ok(txn.ok);
      assert.deepEqual(encodeTxn(txn.value), payload);
    }),
    { numRuns: 500 },
  );
});

test('translate: no bytes make the reader of transactions throw', () => {
  const payloads = (valuesOf(wireTxn.shape) as fc.Arbitrary<WireTxn>).map((value) => encode(wireTxn, value));
  fc.assert(
    fc.property(hostileBytes(payloads), (payload) => {
      decodeTxn(payload);
    }),
    { numRuns: 500 },
  );
});

test('translate: a tree comes back from its snapshot as it was when the picture was taken', () => {
  fc.assert(
    fc.property(requests, requests, fc.integer({ min: 1, max: 300 }), (first, later, size) => {
      const busy = new Busy();
      busy.writeAll(first);
      const { store } = busy.leader;
      const wanted = contents(store);
      const content = contentOf(store);
      busy.writeAll(later);
      const decoder = new SnapshotDecoder();
      const sink = sinkOf();
      for (const chunk of encodeSnapshot(content)) {
        for (let at = 0; at < chunk.length; at += size) {
          const step = decoder.push(chunk.slice(at, at + size));
          assert.ok(step.ok);
          takeAll(sink, step.value);
        }
      }
      const end = decoder.end();
      assert.ok(end.ok);
      assert.deepEqual(contents(sink.finish(content.zxid, end.value)), wanted);
    }),
    { numRuns: 200 },
  );
});

test('translate: a tree comes back from the stream of a SNAP, and what follows is left', () => {
  fc.assert(
    fc.property(
      requests,
      requests,
      fc.integer({ min: 1, max: 300 }),
      fc.uint8Array({ maxLength: 9 }),
      (first, later, size, behind) => {
        const busy = new Busy();
        busy.writeAll(first);
        const wanted = contents(busy.leader.store);
        const content = contentOf(busy.leader.store);
        busy.writeAll(later);
        const stream: Uint8Array[] = [];
        for (const chunk of encodeTree(content)) stream.push(chunk.slice());
        const bytesSent = Buffer.concat([...stream, behind]);
        const decoder = new TreeStreamDecoder();
        const sink = sinkOf();
        let at = 0;
        for (; !decoder.complete; at += size) {
          const step = decoder.push(bytesSent.subarray(at, at + size));
          assert.ok(step.ok);
          takeAll(sink, step.value);
        }
        assert.deepEqual(contents(sink.finish(content.zxid, { digest: null, lastZxid: null })), wanted);
        assert.deepEqual(Buffer.concat([decoder.takeRest(), bytesSent.subarray(at)]), Buffer.from(behind));
      },
    ),
    { numRuns: 200 },
  );
});

test('translate: no bytes make the reader of streams throw, and once it has failed it stays so', () => {
  const whole = fc.constant(bytes('')).map(() => {
    const busy = new Busy();
    const stream: Uint8Array[] = [];
    for (const chunk of encodeTree(contentOf(busy.leader.store))) stream.push(chunk.slice());
    return new Uint8Array(Buffer.concat(stream));
  });
  fc.assert(
    fc.property(hostileBytes(whole), (hostile) => {
      const decoder = new TreeStreamDecoder();
      const step = decoder.push(hostile);
      if (!step.ok) assert.deepEqual(decoder.push(hostile), step);
      else if (decoder.complete) decoder.takeRest();
    }),
    { numRuns: 500 },
  );
});
