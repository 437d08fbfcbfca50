/** Every operation of a client becomes what the service understands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { requestOf } from '#impl/translate/requests.js';
import { decodeOperation, OPERATIONS } from '#impl/wire/client-protocol.js';
import type { ClientOp, Operation } from '#impl/wire/client-protocol.js';
import { encode } from '#impl/wire/jute.js';
import type { Codec } from '#impl/wire/jute.js';
import { opCode } from '#impl/wire/op-codes.js';
import { OPEN_ACL } from '#spec/service/acl/acl.js';
import { Code } from '#spec/service/error-code.js';
import { compareZxids, ZERO, zxid } from '#spec/model/zxid.js';
import { Leader, bytes, text } from '../../spec/service/leader.js';
import { valuesOf } from '../wire/arbitrary.js';

const data = bytes('d');
const open = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }];
const secret = [{ perms: 1, id: { scheme: 'digest', id: 'u:h' } }];
const secretList = [{ perms: 1, scheme: 'digest', id: 'u:h' }];
const watches = { relativeZxid: zxid(1, 2), dataWatches: ['/d'], existWatches: ['/e'], childWatches: ['/c'] };
const wanted = { relativeZxid: zxid(1, 2), data: ['/d'], exist: ['/e'], children: ['/c'] };

/** What is asked, and what the service is asked for it. */
const writes: readonly (readonly [Operation, unknown])[] = [
  [
    { op: 'create', body: { path: '/a', data, acl: open, flags: 3 } },
    { type: 'create', path: '/a', data, acl: OPEN_ACL, flags: 3 },
  ],
  [
    { op: 'create2', body: { path: '/a', data: null, acl: null, flags: 0 } },
    { type: 'create2', path: '/a', data: null, acl: null, flags: 0 },
  ],
  [
    { op: 'createContainer', body: { path: '/a', data, acl: secret, flags: 4 } },
    { type: 'createContainer', path: '/a', data, acl: secretList, flags: 4 },
  ],
  [
    { op: 'createTTL', body: { path: '/a', data, acl: [], flags: 5, ttl: 9n } },
    { type: 'createTTL', path: '/a', data, acl: [], flags: 5, ttl: 9 },
  ],
  [
    { op: 'delete', body: { path: '/a', version: -1 } },
    { type: 'delete', path: '/a', version: -1 },
  ],
  [
    { op: 'deleteContainer', body: { path: '/a' } },
    { type: 'deleteContainer', path: '/a' },
  ],
  [
    { op: 'setData', body: { path: '/a', data, version: 2 } },
    { type: 'setData', path: '/a', data, version: 2 },
  ],
  [
    { op: 'setACL', body: { path: '/a', acl: secret, version: 2 } },
    { type: 'setACL', path: '/a', acl: secretList, version: 2 },
  ],
  [
    {
      op: 'multi',
      body: [
        { op: 'createTTL', body: { path: '/t', data, acl: open, flags: 5, ttl: 9n } },
        { op: 'check', body: { path: '/a', version: 2 } },
        { op: 'delete', body: { path: '/b', version: 3 } },
        { op: 'setData', body: { path: '/c', data, version: 4 } },
        { op: 'create2', body: { path: '/d', data, acl: secret, flags: 1 } },
      ],
    },
    {
      type: 'multi',
      operations: [
        { type: 'createTTL', path: '/t', data, acl: OPEN_ACL, flags: 5, ttl: 9 },
        { type: 'check', path: '/a', version: 2 },
        { type: 'delete', path: '/b', version: 3 },
        { type: 'setData', path: '/c', data, version: 4 },
        { type: 'create2', path: '/d', data, acl: secretList, flags: 1 },
      ],
    },
  ],
  [
    { op: 'reconfig', body: { joiningServers: 'x', leavingServers: null, newMembers: null, curConfigId: -1n } },
    { type: 'reconfig' },
  ],
  [
    { op: 'createSession', body: { timeOut: 4000 } },
    { type: 'createSession', timeoutMs: 4000 },
  ],
  [{ op: 'closeSession', body: {} }, { type: 'closeSession' }],
];

const reads: readonly (readonly [Operation, unknown])[] = [
  ...(['exists', 'getData', 'getChildren', 'getChildren2'] as const).map(
    (op) =>
      [
        { op, body: { path: '/a', watch: true } },
        { type: op, path: '/a', watch: true },
      ] as const,
  ),
  ...(['getACL', 'getAllChildrenNumber', 'sync'] as const).map(
    (op) =>
      [
        { op, body: { path: '/a' } },
        { type: op, path: '/a' },
      ] as const,
  ),
  [
    { op: 'getEphemerals', body: { prefixPath: null } },
    { type: 'getEphemerals', prefix: null },
  ],
  [
    {
      op: 'multiRead',
      body: [
        { op: 'getData', body: { path: '/a', watch: true } },
        { op: 'getChildren', body: { path: '/b', watch: false } },
      ],
    },
    {
      type: 'multiRead',
      operations: [
        { type: 'getData', path: '/a' },
        { type: 'getChildren', path: '/b' },
      ],
    },
  ],
  [
    { op: 'addWatch', body: { path: '/a', mode: 1 } },
    { type: 'addWatch', path: '/a', mode: 1 },
  ],
  [
    { op: 'checkWatches', body: { path: '/a', type: 3 } },
    { type: 'checkWatches', path: '/a', watchType: 3 },
  ],
  [
    { op: 'removeWatches', body: { path: '/a', type: 1 } },
    { type: 'removeWatches', path: '/a', watchType: 1 },
  ],
  [
    { op: 'setWatches', body: watches },
    { type: 'setWatches', wanted: { ...wanted, persistent: [], recursive: [] } },
  ],
  [
    { op: 'setWatches2', body: { ...watches, persistentWatches: ['/p'], persistentRecursiveWatches: ['/r'] } },
    { type: 'setWatches', wanted: { ...wanted, persistent: ['/p'], recursive: ['/r'] } },
  ],
  [{ op: 'whoAmI', body: {} }, { type: 'whoAmI' }],
];

const connection: readonly Operation[] = [
  { op: 'ping', body: {} },
  { op: 'auth', body: { type: 0, scheme: 'digest', auth: data } },
  { op: 'sasl', body: { token: null } },
];

for (const [kind, cases] of [
  ['write', writes],
  ['read', reads],
] as const) {
  for (const [operation, request] of cases) {
    test(`requests: ${operation.op} is a ${kind}`, () => {
      assert.deepEqual(requestOf(operation), { kind, request });
    });
  }
}

test('requests: what is about the connection stays with it', () => {
  for (const operation of connection) assert.deepEqual(requestOf(operation), { kind: 'connection', operation });
});

test('requests: every operation of the protocol is tried above', () => {
  const tried = [...writes.map(([{ op }]) => op), ...reads.map(([{ op }]) => op), ...connection.map(({ op }) => op)];
  assert.deepEqual(tried.sort(), Object.keys(OPERATIONS).sort());
});

test('requests: whatever is decoded is translated', () => {
  for (const op of Object.keys(OPERATIONS) as ClientOp[]) {
    const codec = OPERATIONS[op].request as Codec<unknown>;
    fc.assert(
      fc.property(valuesOf(codec.shape), (body) => {
        const operation = decodeOperation(opCode(op), encode(codec, body));
        assert.ok(operation.ok);
        const { kind } = requestOf(operation.value);
        assert.equal(
          kind === 'connection',
          connection.some((each) => each.op === op),
        );
      }),
      { numRuns: 30 },
    );
  }
});

test('requests: data are copied out of the frame', () => {
  const codec = OPERATIONS.setData.request;
  const frame = encode(codec, { path: '/a', data: bytes('kept'), version: -1 });
  const operation = decodeOperation(opCode('setData'), frame);
  assert.ok(operation.ok);
  const asked = requestOf(operation.value);
  frame.fill(0);
  assert.ok(asked.kind === 'write' && asked.request.type === 'setData');
  assert.equal(text(asked.request.data), 'kept');
});

test('requests: a life time of any 64 bits is refused by prep and by nothing before it', () => {
  const leader = new Leader({ extendedTypes: true });
  const me = leader.caller(1n);
  const code = (ttl: bigint, path: string): number => {
    const asked = requestOf({ op: 'createTTL', body: { path, data, acl: open, flags: 5, ttl } });
    assert.ok(asked.kind === 'write');
    return leader.code(asked.request, me);
  };
  for (const [index, ttl] of [2n ** 63n - 1n, 2n ** 53n + 1n, 2n ** 40n, 0n, -1n, -(2n ** 63n)].entries()) {
    assert.equal(code(ttl, `/bad${index}`), Code.BADARGUMENTS, String(ttl));
  }
  assert.equal(code(1n, '/least'), Code.OK);
  assert.equal(code(2n ** 40n - 1n, '/most'), Code.OK);
});

test('requests: setWatches of a client that has seen nothing compares as Java does', () => {
  const unseen = { ...watches, relativeZxid: zxid(0xffff_ffff, 0xffff_ffff) };
  const asked = requestOf({ op: 'setWatches', body: unseen });
  assert.ok(asked.kind === 'read' && asked.request.type === 'setWatches');
  assert.ok(compareZxids(asked.request.wanted.relativeZxid, ZERO) < 0);
});
