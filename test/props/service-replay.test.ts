/**
 * Recovery: a snapshot is written node by node while transactions go on, so each of its nodes is from another moment; the log
 * from where it began is then replayed over it. Whatever the moments, the tree ends as if nothing had happened.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Leader, bytes, create, freshStore, remove, setData } from '../unit/spec/service/leader.js';
import { apply } from '#spec/service/write/apply.js';
import { MemoryStore } from '#spec/service/tree/memory-store.js';
import { loadNode } from '#spec/service/tree/plant.js';
import { nodesBelow, recountQuotas } from '#spec/service/tree/quota.js';
import { limitsPath, statsPath } from '#spec/service/tree/quota-path.js';
import type { Store } from '#spec/service/tree/store.js';
import type { MultiOperation, WriteRequest } from '#spec/service/write/request.js';
import type { Txn } from '#spec/service/write/txn.js';

const path = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const operation: fc.Arbitrary<MultiOperation> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(path, fc.constantFrom(0, 0, 1, 2)).map(([name, flags]) => create(name, { flags, data: bytes(name) })),
  },
  { weight: 2, arbitrary: path.map((name) => remove(name)) },
  { weight: 1, arbitrary: fc.tuple(path, fc.string({ maxLength: 3 })).map(([name, data]) => setData(name, data)) },
);
const request: fc.Arbitrary<WriteRequest> = fc.oneof(
  { weight: 8, arbitrary: operation as fc.Arbitrary<WriteRequest> },
  {
    weight: 1,
    arbitrary: path.map((name): WriteRequest => ({
      type: 'setACL',
      path: name,
      acl: [
        { perms: 31, scheme: 'world', id: 'anyone' },
        { perms: 1, scheme: 'ip', id: '::1' },
      ],
      version: -1,
    })),
  },
  {
    weight: 1,
    arbitrary: fc.array(operation, { maxLength: 3 }).map((operations): WriteRequest => ({ type: 'multi', operations })),
  },
  { weight: 1, arbitrary: fc.constantFrom<WriteRequest>({ type: 'closeSession' }, { type: 'createSession', timeoutMs: 4000 }) },
);

/** A log of what a leader made of random requests of two sessions. */
function logOf(requests: readonly (readonly [bigint, WriteRequest])[]): readonly Txn[] {
  const leader = new Leader();
  const open = [1n, 2n].map((session) => [session, { type: 'createSession', timeoutMs: 4000 }] as const);
  const quotas = ['/a', '/zookeeper/quota/a', limitsPath('/a'), statsPath('/a')].map(
    (name) => [1n, create(name, { data: bytes('bytes=3') })] as const,
  );
  return [...open, ...quotas, ...requests].map(([session, each]) => {
    const txn = leader.prepare(each, { session, ids: [], owner: 'connection' });
    leader.commit(txn);
    return txn;
  });
}

/** Copies the tree depth first, as `DataTree.serializeNode` does; before each node the log goes on a little. */
function snapshot(store: Store, goOn: () => void): Store {
  const copy = new MemoryStore();
  for (const [session, timeoutMs] of store.sessions) copy.putSession(session, timeoutMs);
  const visit = (name: string): void => {
    goOn();
    const node = store.get(name);
    if (node === undefined) return;
    assert.equal(loadNode(copy, name, node), true);
    for (const child of [...store.childrenOf(name)]) visit(name === '/' ? `/${child}` : `${name}/${child}`);
  };
  visit('/');
  recountQuotas(copy);
  return copy;
}

function contents(store: Store): unknown {
  const nodes = [...nodesBelow(store, '/')].map(
    ([name, node]) => [name, { ...node, acl: [...node.acl] }, [...store.childrenOf(name)].sort()] as const,
  );
  nodes.sort(([a], [b]) => (a < b ? -1 : 1));
  const ephemerals = [...store.owners()].sort().map((owner) => [owner, [...store.ephemeralsOf(owner)].sort()]);
  return {
    nodes,
    ephemerals,
    digest: store.treeDigest,
    size: store.dataSize,
    count: store.nodeCount,
    sessions: [...store.sessions].sort(),
    last: store.lastZxid,
  };
}

test('service: a log replayed over a snapshot written meanwhile leaves the tree of the log', () => {
  const steps = fc.array(fc.nat(3), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(1n, 2n), request), { minLength: 5, maxLength: 60, size: 'max' }),
      fc.nat(),
      steps,
      (requests, from, pace) => {
        const log = logOf(requests);
        const start = from % log.length;
        const store = freshStore();
        for (const txn of log.slice(0, start)) apply(store, txn);
        let at = start;
        let visits = 0;
        const copy = snapshot(store, () => {
          const until = at + (pace[visits++ % pace.length] ?? 0);
          for (const txn of log.slice(at, until)) apply(store, txn);
          at = Math.min(until, log.length);
        });
        for (const txn of log.slice(at)) apply(store, txn);
        for (const txn of log.slice(start)) apply(copy, txn);
        recountQuotas(copy);
        assert.deepEqual(contents(copy), contents(store));
      },
    ),
    { numRuns: 400 },
  );
});
