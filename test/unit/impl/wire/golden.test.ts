/** Against bytes that Apache wrote: what they say, and that writing it again gives the same bytes. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { decodeReply, decodeRequest, decodeResponse, writeEvent, writeReply, writeRequest } from '#impl/wire/client-protocol.js';
import type { ClientOp, Operation, Response } from '#impl/wire/client-protocol.js';
import { pathRequest, watcherEvent } from '#impl/wire/client-records.js';
import { acl, statPersisted } from '#impl/wire/data-records.js';
import { decodeNotification, writeNotification } from '#impl/wire/election.js';
import { connectRequest, connectResponse } from '#impl/wire/handshake.js';
import { decode, encode } from '#impl/wire/jute.js';
import type { Codec } from '#impl/wire/jute.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { learnerInfo } from '#impl/wire/quorum-data.js';
import { QUORUM_AUTH_MAGIC, quorumAuthPacket, quorumPacket } from '#impl/wire/quorum-packet.js';
import { txn } from '#impl/wire/txns.js';
import type { Txn, TxnOperation } from '#impl/wire/txns.js';
import { zxid } from '#spec/model/zxid.js';
import { apache, APACHE_STAT as stat, apacheBytes, bytes, hex } from './apache-bytes.js';

const text = (of: string): Uint8Array => new Uint8Array(Buffer.from(of));
const world = { perms: 31, id: { scheme: 'world', id: 'anyone' } };
const digest = { perms: 1, id: { scheme: 'digest', id: 'u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=' } };

/** Fixtures that a test below has looked at; the last test wants them all. */
const seen = new Set<string>();

function saw(name: string): Uint8Array {
  seen.add(name);
  return apache(name);
}

function recordsAre<T>(name: string, codec: Codec<T>, value: T): void {
  const of = saw(name);
  assert.deepEqual(decode(codec, of, { exact: true }), { ok: true, value });
  assert.equal(hex(encode(codec, value)), hex(of));
}

test('golden: handshake', () => {
  const passwd = bytes('0102030405060708090a0b0c0d0e0f10');
  const request = {
    protocolVersion: 0,
    lastZxidSeen: zxid(2, 5),
    timeOut: 30_000,
    sessionId: 0x0100_0000_0000_0001n,
    passwd,
    readOnly: true,
  };
  recordsAre('connectRequest', connectRequest, request);
  const response = {
    protocolVersion: 0,
    timeOut: 4000,
    sessionId: 0x7200_0000_0000_00ffn,
    passwd: new Uint8Array(16),
    readOnly: false,
  };
  recordsAre('connectResponse', connectResponse, response);
  const before34 = apache('connectResponse').slice(0, -1);
  assert.deepEqual(decode(connectResponse, before34, { exact: true }), { ok: true, value: { ...response, readOnly: null } });
  assert.equal(encode(connectResponse, { ...response, readOnly: null }).length, 36);
});

test('golden: Jute records on their own', () => {
  const { dataLength: _length, numChildren: _children, ...kept } = stat;
  recordsAre('statPersisted', statPersisted, { ...kept, ephemeralOwner: -(2n ** 63n) });
  recordsAre('learnerInfo', learnerInfo, { serverId: 3n, protocolVersion: 0x10000, configVersion: zxid(1, 0) });
  recordsAre('quorumAuth', quorumAuthPacket, { magic: QUORUM_AUTH_MAGIC, status: 1, token: null });
  assert.equal(hex(encode(pathRequest, { path: '/\u{1f600}' })), hex(saw('supplementary')));
  assert.ok(hex(apache('createRequest')).includes(hex(encode(acl, world)) + hex(encode(acl, digest))));
});

const requests: readonly (readonly [fixture: string, xid: number, operation: Operation])[] = [
  ['createRequest', 1, { op: 'create', body: { path: '/é/x', data: text('data'), acl: [world, digest], flags: 3 } }],
  ['createNulls', 2, { op: 'create2', body: { path: '/n', data: null, acl: null, flags: 0 } }],
  ['createTtlRequest', 3, { op: 'createTTL', body: { path: '/t', data: text(''), acl: [world], flags: 5, ttl: 86_400_000n } }],
  ['setDataRequest', 4, { op: 'setData', body: { path: '/a', data: text('v'), version: -1 } }],
  ['setAclRequest', 5, { op: 'setACL', body: { path: '/a', acl: [world, digest], version: 2 } }],
  ['existsRequest', 6, { op: 'exists', body: { path: '/a', watch: true } }],
  [
    'setWatches2Request',
    -8,
    {
      op: 'setWatches2',
      body: {
        relativeZxid: zxid(1, 2),
        dataWatches: ['/a', '/b/c'],
        existWatches: [],
        childWatches: ['/a', '/b/c'],
        persistentWatches: [],
        persistentRecursiveWatches: ['/r'],
      },
    },
  ],
  ['addWatchRequest', 8, { op: 'addWatch', body: { path: '/a', mode: 1 } }],
  ['removeWatchesRequest', 9, { op: 'removeWatches', body: { path: '/a', type: 3 } }],
  ['authRequest', -4, { op: 'auth', body: { type: 0, scheme: 'digest', auth: text('u:p') } }],
  [
    'reconfigRequest',
    10,
    { op: 'reconfig', body: { joiningServers: 'server.4=h:1:2', leavingServers: null, newMembers: null, curConfigId: -1n } },
  ],
  ['getEphemeralsRequest', 11, { op: 'getEphemerals', body: { prefixPath: '/e' } }],
  [
    'multiRequest',
    12,
    {
      op: 'multi',
      body: [
        { op: 'create', body: { path: '/m', data: text('1'), acl: [world], flags: 0 } },
        { op: 'createContainer', body: { path: '/c', data: null, acl: [world], flags: 4 } },
        { op: 'createTTL', body: { path: '/t', data: text(''), acl: [world], flags: 5, ttl: 99n } },
        { op: 'setData', body: { path: '/a', data: text('2'), version: 1 } },
        { op: 'check', body: { path: '/a', version: 2 } },
        { op: 'delete', body: { path: '/d', version: -1 } },
      ],
    },
  ],
  [
    'multiReadRequest',
    13,
    {
      op: 'multiRead',
      body: [
        { op: 'getData', body: { path: '/a', watch: false } },
        { op: 'getChildren', body: { path: '/b', watch: false } },
      ],
    },
  ],
];

for (const [fixture, xid, operation] of requests) {
  test(`golden: ${fixture}`, () => {
    const frame = saw(fixture);
    assert.deepEqual(decodeRequest(frame), { kind: 'request', xid, operation, raw: frame.slice(8) });
    const writer = new JuteWriter();
    writeRequest(writer, xid, operation);
    assert.equal(hex(writer.take().slice(4)), hex(frame));
  });
}

const replies: readonly (readonly [fixture: string, xid: number, at: ReturnType<typeof zxid>, response: Response])[] = [
  ['getDataReply', 4, zxid(3, 1), { op: 'getData', body: { data: text('v'), stat } }],
  ['setDataReply', 5, zxid(3, 1), { op: 'setData', body: { stat } }],
  ['create2Reply', 7, zxid(0, 1), { op: 'create2', body: { path: '/a0000000001', stat } }],
  ['getAclReply', 8, zxid(0, 1), { op: 'getACL', body: { acl: [world, digest], stat } }],
  ['getChildren2Reply', 9, zxid(0, 1), { op: 'getChildren2', body: { children: ['/a', '/b/c'], stat } }],
  [
    'whoAmIReply',
    10,
    zxid(0, 1),
    {
      op: 'whoAmI',
      body: {
        clientInfo: [
          { authScheme: 'ip', user: '127.0.0.1' },
          { authScheme: 'digest', user: 'u' },
        ],
      },
    },
  ],
  [
    'multiReply',
    12,
    zxid(0, 1),
    {
      op: 'multi',
      body: [
        { op: 'create', body: { path: '/m' } },
        { op: 'create2', body: { path: '/c', stat } },
        { op: 'setData', body: { stat } },
        { op: 'check', body: {} },
        { op: 'delete', body: {} },
      ],
    },
  ],
  ['multiFailedReply', 13, zxid(0, 1), { op: 'multi', body: [0, -110, -2].map((err) => ({ op: 'error', body: { err } })) }],
  [
    'multiReadReply',
    14,
    zxid(0, 1),
    {
      op: 'multiRead',
      body: [
        { op: 'getData', body: { data: text('v'), stat } },
        { op: 'getChildren', body: { children: ['/a', '/b/c'] } },
        { op: 'error', body: { err: -101 } },
      ],
    },
  ],
];

for (const [fixture, xid, at, response] of replies) {
  test(`golden: ${fixture}`, () => {
    const frame = saw(fixture);
    const reply = decodeReply(frame);
    assert.ok(reply.ok);
    assert.deepEqual(reply.value.header, { xid, zxid: at, err: 0 });
    assert.deepEqual(decodeResponse<ClientOp>(response.op, reply.value.body), { ok: true, value: response.body });
    const writer = new JuteWriter();
    writeReply(writer, reply.value.header, response);
    assert.equal(hex(writer.take().slice(4)), hex(frame));
  });
}

test('golden: a reply that is an error, an event', () => {
  const writer = new JuteWriter();
  writeReply(writer, { xid: 6, zxid: zxid(3, 1), err: -101 }, { op: 'setData', body: { stat } });
  assert.equal(hex(writer.take().slice(4)), hex(saw('errorReply')));
  const event = { type: 4, state: 3, path: '/a' };
  writeEvent(writer, zxid(0xffff_ffff, 0xffff_ffff), event);
  assert.equal(hex(writer.take().slice(4)), hex(saw('event')));
  assert.deepEqual(decode(watcherEvent, apache('event').slice(16)), { ok: true, value: event });
});

const created = { path: '/a', data: text('x'), acl: [world, digest] };
const transactions: readonly (readonly [fixture: string, operation: TxnOperation, digest?: null])[] = [
  ['createTxn', { op: 'create', body: { ...created, ephemeral: true, parentCVersion: 9 } }],
  ['createContainerTxn', { op: 'createContainer', body: { ...created, data: null, parentCVersion: 9 } }],
  ['createTtlTxn', { op: 'createTTL', body: { ...created, data: text(''), parentCVersion: 9, ttl: 1000n } }],
  ['deleteTxn', { op: 'delete', body: { path: '/a' } }],
  ['setDataTxn', { op: 'setData', body: { path: '/a', data: text('x'), version: 4 } }],
  ['setAclTxn', { op: 'setACL', body: { path: '/a', acl: [world, digest], version: 4 } }],
  ['createSessionTxn', { op: 'createSession', body: { timeOut: 10_000 } }],
  ['closeSessionTxn', { op: 'closeSession', body: { paths2Delete: ['/a', '/b/c'] } }],
  ['closeSessionBareTxn', { op: 'closeSession', body: { paths2Delete: null } }],
  ['errorTxn', { op: 'error', body: { err: -101 } }, null],
  [
    'multiTxn',
    {
      op: 'multi',
      body: {
        txns: [
          { op: 'create', body: { path: '/a', data: text('x'), acl: [world], ephemeral: false, parentCVersion: 1 } },
          { op: 'check', body: { path: '/b', version: 3 } },
          { op: 'delete', body: { path: '/c' } },
        ],
      },
    },
  ],
  ['multiFailedTxn', { op: 'multi', body: { txns: [0, -110].map((err) => ({ op: 'error', body: { err } })) } }],
];
const header = { clientId: 0x0100_0000_0000_0001n, cxid: 7, zxid: zxid(3, 2), time: 1_700_000_000_123 };

for (const [fixture, operation, without] of transactions) {
  test(`golden: ${fixture}`, () => {
    recordsAre<Txn>(fixture, txn, {
      ...header,
      operation,
      digest: without === null ? null : { version: 2, treeDigest: 0x51c6d660n },
    });
  });
}

test('golden: a create from before 3.4 is read, and written in the new form', () => {
  const operation: TxnOperation = { op: 'create', body: { ...created, ephemeral: true, parentCVersion: -1 } };
  const value: Txn = { ...header, operation, digest: null };
  assert.deepEqual(decode(txn, saw('createV0Txn'), { exact: true }), { ok: true, value });
  assert.equal(hex(encode(txn, value)), `${hex(apache('createV0Txn'))}ffffffff`);
});

test('golden: packets of the quorum port', () => {
  recordsAre('followerInfo', quorumPacket, {
    type: 11,
    zxid: zxid(4, 0),
    data: bytes('0000000000000003 00010000 0000000000000000'),
    authinfo: null,
  });
  recordsAre('ackEpoch', quorumPacket, { type: 18, zxid: zxid(3, 9), data: bytes('ffffffff'), authinfo: null });
  recordsAre('commit', quorumPacket, { type: 4, zxid: zxid(3, 9), data: null, authinfo: null });
  recordsAre('request', quorumPacket, {
    type: 1,
    zxid: zxid(0xffff_ffff, 0xffff_ffff),
    data: bytes('0100000000000001 00000007 00000005 cafe'),
    authinfo: [
      { scheme: 'ip', id: '10.0.0.1' },
      { scheme: 'digest', id: 'u:h' },
    ],
  });
});

for (const [fixture, state, leader] of [
  ['notification', 'leading', 3n],
  ['notificationObserver', 'looking', -(2n ** 63n)],
] as const) {
  test(`golden: ${fixture}`, () => {
    const read = decodeNotification(saw(fixture));
    assert.ok(read.ok);
    assert.deepEqual([read.value.state, read.value.leader, read.value.version], [state, leader, 2]);
    const writer = new JuteWriter();
    writeNotification(writer, read.value);
    assert.equal(hex(writer.take()), hex(apache(fixture)));
  });
}

test('golden: every fixture was looked at', () => {
  assert.deepEqual(
    [...apacheBytes.keys()].filter((name) => !seen.has(name)),
    [],
  );
});
