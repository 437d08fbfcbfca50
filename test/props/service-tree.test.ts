/**
 * The service against a plain tree (`service-reference.ts`): random writes of several clients, prepared one behind another as on
 * a leader, applied later and in order, there and on a follower. After every command codes, names, nodes, stats, children and
 * ephemeral nodes agree, and the digests are those that the leader foresaw.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Leader, bytes, freshStore } from '../unit/spec/service/leader.js';
import { assertSameTree } from './service-compare.js';
import { PlainTree } from './service-reference.js';
import { apply } from '#spec/service/write/apply.js';
import { limitsPath, statsPath } from '#spec/service/tree/quota-path.js';
import type { Caller } from '../unit/spec/service/leader.js';
import type { Outcome, PlainOp, Stamp, Who } from './service-reference.js';
import type { AclList } from '#spec/service/acl/acl.js';
import type { MultiOperation, WriteRequest } from '#spec/service/write/request.js';
import type { Txn } from '#spec/service/write/txn.js';

const QUOTA = { path: '/a', count: 3, bytes: 8 };
const SESSIONS = [1, 2, 3];
const NAMES = [undefined, 'alice', 'bob'];
const tally = new Set<string>();

interface Model {
  readonly plain: PlainTree;
  count: number;
}

class Real {
  readonly enforceQuota: boolean;
  readonly leader: Leader;
  readonly follower = freshStore({ extendedTypes: true });
  private waiting: Txn[] = [];

  constructor(enforceQuota: boolean) {
    this.enforceQuota = enforceQuota;
    this.leader = new Leader({ extendedTypes: true, rules: { enforceQuota } });
  }

  prepare(request: WriteRequest, who: Who): Txn {
    const ids = who.name === undefined ? [] : [{ scheme: 'digest', id: `${who.name}:h` }];
    const caller: Caller = { session: BigInt(who.session), ids, owner: 'connection' };
    const txn = this.leader.prepare(request, caller);
    this.waiting.push(txn);
    return txn;
  }

  /** Applies what is prepared, on both servers; they answer alike. */
  flush(): void {
    for (const txn of this.waiting) {
      const done = this.leader.commit(txn);
      assert.deepEqual(apply(this.follower, txn), done);
      // What prep promised is what happens.
      const told = done.result.results ?? [done.result];
      assert.deepEqual(
        told.map(({ code }) => code),
        promised(txn),
      );
      if (txn.digest !== null) assert.deepEqual(this.leader.store.treeDigest, txn.digest);
      assert.deepEqual(this.follower.treeDigest, this.leader.store.treeDigest);
    }
    this.waiting = [];
    assert.equal(this.leader.view.outstanding.size, 0);
  }
}

/** Codes of all operations; those before the one that failed are told 0. */
function promised(txn: Txn): readonly number[] {
  return codesOf(txn).map(({ code }) => code);
}

function listOf(secret: boolean): AclList {
  return secret ? [{ perms: 31, scheme: 'auth', id: '' }] : [{ perms: 31, scheme: 'world', id: 'anyone' }];
}

function requestOf(op: PlainOp): WriteRequest | MultiOperation {
  const data = 'data' in op && op.data !== null ? bytes(op.data) : null;
  switch (op.op) {
    case 'create':
    case 'create2':
    case 'createContainer':
      return { type: op.op, path: op.path, data, acl: listOf(op.private), flags: op.flags };
    case 'createTTL':
      return { type: 'createTTL', path: op.path, data, acl: listOf(op.private), flags: op.flags, ttl: op.ttl };
    case 'setData':
      return { type: 'setData', path: op.path, data, version: op.version };
    case 'setACL':
      return { type: 'setACL', path: op.path, acl: listOf(op.private), version: op.version };
    case 'deleteContainer':
      return { type: 'deleteContainer', path: op.path };
    case 'delete':
    case 'check':
      return { type: op.op, path: op.path, version: op.version };
  }
}

function assertSame({ plain }: Model, { leader, follower }: Real): void {
  assertSameTree(plain, leader.store, follower, SESSIONS);
}

function stampOf(model: Model): Stamp {
  model.count += 1;
  return { zxid: model.count, time: 1000 + model.count };
}

function codesOf(txn: Txn): readonly Outcome[] {
  const bodies = txn.body.type === 'multi' ? txn.body.bodies : [txn.body];
  const broken = bodies.some(({ type }) => type === 'error');
  return bodies.map((body) => {
    if (body.type === 'error') return { code: body.code };
    return !broken && 'parentCversion' in body ? { code: 0, path: body.path } : { code: 0 };
  });
}

function noted(kind: string, outcomes: readonly Outcome[]): void {
  const group = kind.startsWith('create') ? 'create' : kind;
  for (const { code } of outcomes) tally.add(`${group} ${code}`);
}

class Write implements fc.Command<Model, Real> {
  readonly ops: readonly PlainOp[];
  readonly who: Who;
  readonly multi: boolean;
  readonly wait: boolean;

  constructor(ops: readonly PlainOp[], who: Who, multi: boolean, wait: boolean) {
    this.ops = ops;
    this.who = who;
    this.multi = multi;
    this.wait = wait;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    const [op] = this.ops;
    if (op === undefined) return;
    // Limits of quotas are judged by what is applied, so where they matter nothing may be waiting.
    if (real.enforceQuota && this.ops.some((each) => each.path.startsWith('/a'))) real.flush();
    const stamp = stampOf(model);
    const operations = this.ops.map((each) => requestOf(each) as MultiOperation);
    const request: WriteRequest = this.multi ? { type: 'multi', operations } : (requestOf(op) as WriteRequest);
    const outcomes = this.multi ? model.plain.multi(this.ops, this.who, stamp) : [model.plain.run(op, this.who, stamp)];
    for (const [index, each] of this.ops.entries()) noted(each.op, outcomes.slice(index, index + 1));
    if (this.multi) noted('multi', outcomes.slice(-1));
    assert.deepEqual(codesOf(real.prepare(request, this.who)), outcomes);
    if (this.wait) return;
    real.flush();
    assertSame(model, real);
  }

  toString(): string {
    return `${this.multi ? 'multi ' : ''}${JSON.stringify(this.ops)} by ${this.who.session} ${this.who.name ?? ''}${this.wait ? ', waiting' : ''}`;
  }
}

class Session implements fc.Command<Model, Real> {
  readonly session: number;
  readonly open: boolean;

  constructor(session: number, open: boolean) {
    this.session = session;
    this.open = open;
  }

  check({ plain }: Readonly<Model>): boolean {
    return plain.live.has(this.session) !== this.open;
  }

  run(model: Model, real: Real): void {
    const stamp = stampOf(model);
    noted(this.open ? 'open' : 'close', [{ code: 0 }]);
    if (!this.open) noted('ephemerals at close', model.plain.ephemerals(this.session).length > 0 ? [{ code: 0 }] : []);
    if (this.open) model.plain.live.add(this.session);
    else model.plain.close(this.session, stamp);
    real.prepare(this.open ? { type: 'createSession', timeoutMs: 4000 } : { type: 'closeSession' }, {
      session: this.session,
      name: undefined,
    });
    real.flush();
    assertSame(model, real);
  }

  toString(): string {
    return `${this.open ? 'open' : 'close'} ${this.session}`;
  }
}

const element = fc.constantFrom('a', 'a', 'b', 'c');
const path = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .oneof(fc.tuple(element, element), fc.tuple(element, element, element), fc.array(element, { minLength: 1, maxLength: 3 }))
      .map((parts) => `/${parts.join('/')}`),
  },
  { weight: 2, arbitrary: fc.constantFrom('/b/n0000000000', '/b/n0000000001', '/c/n0000000002', '/') },
  { weight: 1, arbitrary: fc.constantFrom('bad', '/b/..', '/b/', '/c//x', '/zookeeper', '/zookeeper/config') },
);
const version = fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, fc.integer({ min: 0, max: 2 }));
const data = fc.option(fc.string({ unit: fc.constantFrom('x', 'y'), maxLength: 6 }), { nil: null });
const secret = fc.nat(5).map((draw) => draw === 0);
const flags = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(0, 1, 1, 2, 3) }, fc.integer({ min: 0, max: 7 }));

const creation: fc.Arbitrary<PlainOp> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ op: fc.constantFrom('create', 'create2'), path, data, private: secret, flags, ttl: fc.constant(-1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('createContainer'),
      path,
      data,
      private: secret,
      flags: fc.constantFrom(0, 2, 4),
      ttl: fc.constant(-1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('createTTL'),
      path,
      data,
      private: secret,
      flags: fc.constantFrom(5, 6, 0),
      ttl: fc.constantFrom(-1, 0, 1, 60_000, 2 ** 40),
    }),
  },
);
const others: fc.Arbitrary<PlainOp> = fc.oneof(
  fc.record({ op: fc.constant('delete'), path, version }),
  fc.record({ op: fc.constant('setData'), path, data, version }),
);
const single: fc.Arbitrary<PlainOp> = fc.oneof(
  { weight: 8, arbitrary: creation },
  { weight: 8, arbitrary: others },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('setACL'), path, private: fc.boolean(), version }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('deleteContainer'), path }) },
);
const part: fc.Arbitrary<PlainOp> = fc.oneof(creation, others, fc.record({ op: fc.constant('check'), path, version }));
const who = fc.record({ session: fc.constantFrom(1, 1, 1, 2, 2, 3), name: fc.constantFrom(...NAMES) });

/** Mostly, so that prep has something to look ahead on. */
const hasToWait = fc.nat(3).map((draw) => draw > 0);

const commands = [
  fc.tuple(single, who, hasToWait).map(([op, by, wait]) => new Write([op], by, false, wait)),
  fc.tuple(single, who, hasToWait).map(([op, by, wait]) => new Write([op], by, false, wait)),
  fc.tuple(single, who, hasToWait).map(([op, by, wait]) => new Write([op], by, false, wait)),
  fc
    .tuple(fc.array(part, { minLength: 1, maxLength: 4 }), who, hasToWait)
    .map(([ops, by, wait]) => new Write(ops, by, true, wait)),
  fc.tuple(fc.constantFrom(...SESSIONS), fc.nat(3)).map(([session, draw]) => new Session(session, draw !== 0)),
];

/** Sessions 1 and 2, `/a` with a quota, `/b` for everyone, `/c` for Alice. */
function start(enforceQuota: boolean): { readonly model: Model; readonly real: Real } {
  const model: Model = { plain: new PlainTree(enforceQuota ? QUOTA : { ...QUOTA, count: Infinity, bytes: Infinity }), count: 0 };
  const real = new Real(enforceQuota);
  for (const session of [1, 2]) new Session(session, true).run(model, real);
  const free = { session: 1, name: 'alice' };
  const limits = `count=-1,bytes=-1=;byteHardLimit=${QUOTA.bytes};countHardLimit=${QUOTA.count}`;
  for (const [name, content] of [
    ['/a', null],
    ['/b', null],
    ['/c', null],
    ['/zookeeper/quota/a', null],
    [limitsPath('/a'), limits],
    [statsPath('/a'), 'count=0,bytes=0'],
  ] as const) {
    const op: PlainOp = { op: 'create', path: name, data: content, private: name === '/c', flags: 0, ttl: -1 };
    const stamp = stampOf(model);
    // The plain tree knows the text of limits; names with an underscore it would call bad.
    const outcome = name.includes('_') ? undefined : model.plain.run(op, free, stamp);
    if (outcome === undefined) plantUnderscored(model.plain, name, content ?? '', stamp);
    real.prepare(requestOf(op) as WriteRequest, free);
    real.flush();
  }
  return { model, real };
}

function plantUnderscored(plain: PlainTree, name: string, content: string, stamp: Stamp): void {
  const parent = plain.parent(name);
  assert.equal(
    plain.run(
      { op: 'create', path: `${parent}/tmp`, data: content, private: false, flags: 0, ttl: -1 },
      { session: 1, name: undefined },
      stamp,
    ).code,
    0,
  );
  const node = plain.nodes.get(`${parent}/tmp`);
  plain.nodes.delete(`${parent}/tmp`);
  assert.ok(node !== undefined);
  plain.nodes.set(name, node);
}

test('service: the store is the plain tree, for all writes, pipelined and replicated', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.commands(commands, { maxCommands: 60, size: '+2' }), (enforceQuota, script) => {
      const stage = start(enforceQuota);
      assertSame(stage.model, stage.real);
      fc.modelRun(() => stage, script);
      stage.real.flush();
      assertSame(stage.model, stage.real);
    }),
    { numRuns: 1000 },
  );
  const wanted = [
    'create 0',
    'create -8',
    'create -101',
    'create -102',
    'create -108',
    'create -110',
    'create -112',
    'create -114',
    'create -125',
    'delete 0',
    'delete -101',
    'delete -102',
    'delete -103',
    'delete -111',
    'setData 0',
    'setData -103',
    'setData -125',
    'setACL 0',
    'setACL -102',
    'deleteContainer 0',
    'check 0',
    'check -103',
    'multi 0',
    'multi -2',
    'close 0',
    'ephemerals at close 0',
  ];
  assert.deepEqual(
    wanted.filter((kind) => !tally.has(kind)),
    [],
    'outcomes that no run reached',
  );
});
