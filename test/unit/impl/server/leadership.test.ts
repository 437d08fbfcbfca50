/** What a leader makes of requests, and of time. Transactions are committed when the test says so, as its replicator. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import { Metrics } from '#impl/metrics/server-metrics.js';
import type { ClientConnection } from '#impl/server/client-connection.js';
import { Leadership } from '#impl/server/leadership.js';
import { Replica } from '#impl/server/replica.js';
import { writeRules } from '#impl/server/settings.js';
import { decodeTxn } from '#impl/translate/txns.js';
import { emptyTree } from '#impl/translate/tree-snapshot.js';
import { OPERATIONS } from '#impl/wire/client-protocol.js';
import type { Operation } from '#impl/wire/client-protocol.js';
import type { Codec } from '#impl/wire/jute.js';
import { encode } from '#impl/wire/jute.js';
import { opCode } from '#impl/wire/op-codes.js';
import type { ForwardedRequest } from '#impl/wire/quorum-messages.js';
import { sid } from '#spec/model/quorum.js';
import { showZxid, zxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { Code } from '#spec/service/error-code.js';
import { sameDigest } from '#spec/service/tree/digest.js';
import type { Txn } from '#spec/service/write/txn.js';
import { Stream } from '../net/election-rig.js';
import { startZooKeepers } from './zookeepers.js';
import { config } from './clients.js';

const LIMIT = { timeout: 30_000 };
const SELF = sid(3);
const LEARNER = sid(1);
const SESSION = 5n;
const OPEN = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }];

interface Logged {
  readonly zxid: Zxid;
  readonly payload: Uint8Array;
}

class Rig {
  readonly leadership: Leadership;
  readonly replica: Replica<ClientConnection>;
  readonly metrics = new Metrics();
  readonly proposed = new Stream<Txn>();
  private readonly log: Logged[] = [];
  private counter = 0;

  constructor(t: TestContext, keys: Readonly<Record<string, number>> = {}) {
    const settings = config({ tickTime: 1000, ...keys });
    const { tree } = emptyTree({ digests: true, extendedTypes: true });
    tree.putSession(SESSION, 60_000);
    this.replica = new Replica<ClientConnection>(tree, {
      rules: writeRules(settings),
      metrics: this.metrics,
      log: pino({ level: 'silent' }),
      maxLength: 0x20_0000,
      configText: '',
      applied: () => undefined,
    });
    this.leadership = new Leadership({
      self: SELF,
      config: settings,
      replica: this.replica,
      metrics: this.metrics,
      log: pino({ level: 'silent' }),
      replicator: {
        propose: (value) => {
          const at = this.next();
          this.logged(at, value(at));
          return true;
        },
        forward: () => assert.fail('a leader forwards nothing'),
        sync: () => assert.fail('a leader asks nobody'),
        revalidate: () => assert.fail('a leader asks nobody'),
        isFull: () => false,
      },
    });
    t.after(() => {
      this.leadership.stop();
    });
  }

  /** A learner's request takes the next zxid. */
  request(type: number, body: Uint8Array, cxid = 7): Txn {
    const at = this.next();
    const request: ForwardedRequest = { sessionId: SESSION, cxid, type, body, identities: [{ scheme: 'ip', id: '127.0.0.1' }] };
    return this.logged(at, this.leadership.prepare(LEARNER, request, at));
  }

  operation({ op, body }: Operation): Txn {
    return this.request(opCode(op), encode(OPERATIONS[op].request as Codec<unknown>, body));
  }

  create(path: string): Txn {
    return this.operation({ op: 'create', body: { path, data: null, acl: OPEN, flags: 0 } });
  }

  /** The oldest that is not yet. */
  commit(): ReturnType<Leadership['commit']> {
    const entry = this.log.shift();
    assert.ok(entry);
    return this.leadership.commit(entry.zxid, entry.payload);
  }

  private next(): Zxid {
    this.counter += 1;
    return zxid(2, this.counter);
  }

  private logged(at: Zxid, payload: Uint8Array): Txn {
    this.log.push({ zxid: at, payload });
    const txn = decodeTxn(payload);
    assert.ok(txn.ok);
    assert.deepEqual(txn.value.zxid, at, 'a transaction says its own zxid');
    this.proposed.push(txn.value);
    return txn.value;
  }
}

test('leadership: a request that cannot be read takes its zxid as an error, and those behind it go on', (t) => {
  const rig = new Rig(t);
  const garbage: readonly (readonly [number, Uint8Array])[] = [
    [opCode('create'), new Uint8Array(3)],
    [opCode('setData'), new Uint8Array(40).fill(0xff)],
    [77, new Uint8Array(0)],
    [opCode('getData'), encode(OPERATIONS.getData.request, { path: '/a', watch: false })],
    [opCode('ping'), new Uint8Array(0)],
  ];
  assert.equal(rig.create('/a').body.type, 'create');
  for (const [type, body] of garbage) {
    const { body: made, session, cxid } = rig.request(type, body, 9);
    assert.deepEqual([made, session, cxid], [{ type: 'error', code: Code.MARSHALLINGERROR }, SESSION, 9]);
  }
  assert.equal(rig.create('/a/b').body.type, 'create', 'it sees what was prepared in front of the garbage');
  const results = Array.from({ length: 7 }, () => rig.commit());
  assert.deepEqual(
    results.map(({ txn }) => showZxid(txn.zxid)),
    ['2.1', '2.2', '2.3', '2.4', '2.5', '2.6', '2.7'],
  );
  assert.ok(rig.replica.store.get('/a/b') !== undefined);
  assert.equal(rig.metrics.digestMismatches.value, 0);
  const digest = results.at(-1)?.txn.digest;
  assert.ok(digest && sameDigest(digest, rig.replica.store.treeDigest));
});

test('leadership: what another leader logged is read from its bytes, its own from memory', (t) => {
  const rig = new Rig(t);
  const made = rig.create('/a');
  const { txn } = rig.commit();
  assert.deepEqual(txn, made);
  const foreign = new Rig(t);
  const payload = encodeOf(rig, '/b');
  const result = foreign.leadership.commit(zxid(2, 2), payload);
  assert.deepEqual([result.txn.body.type, foreign.replica.store.get('/b') !== undefined], ['create', true]);
});

function encodeOf(rig: Rig, path: string): Uint8Array {
  const body = encode(OPERATIONS.create.request, { path, data: null, acl: OPEN, flags: 0 });
  const request = { sessionId: SESSION, cxid: 8, type: opCode('create'), body, identities: [] };
  return rig.leadership.prepare(LEARNER, request, zxid(2, 2));
}

test('leadership: a session is its newest server’s: requests by the old one are refused', (t) => {
  const rig = new Rig(t);
  assert.equal(rig.create('/a').body.type, 'create');
  assert.equal(rig.leadership.revalidate(sid(2), SESSION, 60_000), true);
  assert.deepEqual(rig.create('/b').body, { type: 'error', code: Code.SESSIONMOVED });
  const claimed: boolean[] = [];
  rig.leadership.claim(SESSION, 60_000, (valid) => claimed.push(valid));
  rig.leadership.claim(99n, 60_000, (valid) => claimed.push(valid));
  assert.deepEqual(claimed, [true, false]);
  assert.equal(rig.leadership.revalidate(sid(2), 99n, 60_000), false);
});

test(
  'leadership: a session that nobody hears of is closed at the tick after its time-out, once; touched, it lives',
  LIMIT,
  async (t) => {
    const rig = new Rig(t, { tickTime: 20, minSessionTimeout: 40, maxSessionTimeout: 60_000 });
    const [quiet, alive] = [6n, 7n];
    rig.leadership.sessions.track(alive, 60_000, performance.now());
    rig.leadership.sessions.track(quiet, 60_000, performance.now());
    const started = performance.now();
    rig.leadership.touched([
      { sessionId: quiet, timeOut: 100 },
      { sessionId: 1234n, timeOut: 100 },
    ]);
    const { session, body, cxid } = await rig.proposed.next();
    const elapsed = performance.now() - started;
    assert.deepEqual([session, body, cxid], [quiet, { type: 'closeSession', paths: [] }, 0]);
    assert.ok(elapsed >= 99, `after ${elapsed} ms`);
    assert.equal(rig.leadership.touch(quiet, 1000), false, 'its end is on its way');
    assert.equal(rig.leadership.touch(alive, 1000), true);
    rig.commit();
    assert.equal(rig.leadership.touch(quiet, 1000), false);
    assert.equal(rig.metrics.sessionsExpired.value, 1);
    assert.equal(rig.proposed.all.length, 1);
  },
);

test('leadership: nodes whose session is not in the table are removed with it', (t) => {
  const rig = new Rig(t);
  rig.operation({ op: 'create', body: { path: '/mine', data: null, acl: OPEN, flags: 1 } });
  rig.commit();
  rig.replica.store.removeSession(SESSION);
  rig.leadership.closeLostSessions();
  assert.deepEqual(rig.proposed.all.at(-1)?.body, { type: 'closeSession', paths: ['/mine'] });
  rig.commit();
  assert.equal(rig.replica.store.get('/mine'), undefined);
});

test('leadership: an empty container is removed when it has had children; not more of them than may be', LIMIT, async (t) => {
  const rig = new Rig(t, { 'znode.container.checkIntervalMs': 20, 'znode.container.maxPerMinute': 3000 });
  for (const name of ['/c', '/d', '/e']) {
    rig.operation({ op: 'createContainer', body: { path: name, data: null, acl: OPEN, flags: 4 } });
    if (name !== '/e') rig.create(`${name}/x`);
    if (name !== '/e') rig.operation({ op: 'delete', body: { path: `${name}/x`, version: -1 } });
  }
  const before = rig.proposed.all.length;
  for (let count = 0; count < before; count++) rig.commit();
  const first = await rig.proposed.next(({ body }) => body.type === 'deleteContainer');
  assert.deepEqual(first.body, { type: 'deleteContainer', path: '/c' });
  rig.commit();
  const second = await rig.proposed.next(({ body }) => body.type === 'deleteContainer');
  assert.deepEqual(second.body, { type: 'deleteContainer', path: '/d' });
  assert.ok(rig.replica.store.get('/e') !== undefined, 'one that never had a child stays');
});

test('leadership: garbage that a learner hands on, over the wire: both servers log the error and go on', LIMIT, async (t) => {
  const all = await startZooKeepers(t, { voters: 3 });
  await all.serving();
  const follower = all.ensemble.ids.find((id) => id !== all.leader()) ?? sid(0);
  const following = all.at(follower).application.current?.following;
  assert.ok(following);
  const body = { timeOut: 10_000 };
  const session = encode(OPERATIONS.createSession.request, body);
  const createSession = { op: 'createSession', body } as const;
  assert.ok(following.write({ sessionId: 5n, cxid: 0, operation: createSession, raw: session, ids: [] }));
  const operation: Operation = { op: 'create', body: { path: '/a', data: null, acl: OPEN, flags: 0 } };
  assert.ok(following.write({ sessionId: 5n, cxid: 1, operation, raw: new Uint8Array(2), ids: [] }));
  const raw = encode(OPERATIONS.create.request, operation.body);
  assert.ok(following.write({ sessionId: 5n, cxid: 2, operation, raw, ids: [{ scheme: 'ip', id: '127.0.0.1' }] }));
  await all.ensemble.until(() => all.ensemble.ids.every((id) => all.at(id).replica.store.get('/a') !== undefined));
  for (const id of all.ensemble.ids) {
    const { replica, metrics } = all.at(id);
    assert.deepEqual([replica.store.lastZxid.counter, metrics.digestMismatches.value], [3, 0]);
  }
});
