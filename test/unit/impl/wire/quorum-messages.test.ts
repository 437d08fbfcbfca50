/** Packets as messages of the specification, and back. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Decoded } from '#impl/wire/errors.js';
import { decode, encode } from '#impl/wire/jute.js';
import { forwardingPacket, interpretPacket, packetOf, revalidatedPacket, revalidatePacket } from '#impl/wire/quorum-messages.js';
import type { PacketContent, PacketContext, PacketMessage } from '#impl/wire/quorum-messages.js';
import { quorumPacket } from '#impl/wire/quorum-packet.js';
import type { QuorumPacket } from '#impl/wire/quorum-packet.js';
import { Log } from '#spec/model/log.js';
import { ZERO, zxid } from '#spec/model/zxid.js';
import { apache, bytes, hex } from './apache-bytes.js';

const context: PacketContext = { serverId: 3, configVersion: zxid(1, 0), config: 'version=0', touches: null };
const value = bytes('0102');
const request = {
  sessionId: 0x0100_0000_0000_0001n,
  cxid: 7,
  type: 5,
  body: bytes('cafe'),
  identities: [{ scheme: 'ip', id: '10.0.0.1' }],
};

/** Over the wire and back. */
function sent(packet: QuorumPacket): Decoded<PacketContent> {
  const received = decode(quorumPacket, encode(quorumPacket, packet), { exact: true });
  assert.ok(received.ok);
  return interpretPacket(received.value);
}

const messages: readonly PacketMessage[] = [
  { type: 'FOLLOWERINFO', acceptedEpoch: 4 },
  { type: 'OBSERVERINFO', acceptedEpoch: 0 },
  { type: 'LEADERINFO', epoch: 5 },
  { type: 'ACKEPOCH', lastZxid: zxid(3, 9), currentEpoch: 3 },
  { type: 'ACKEPOCH', lastZxid: ZERO, currentEpoch: -1 },
  { type: 'DIFF', zxid: zxid(3, 9) },
  { type: 'TRUNC', zxid: zxid(3, 9) },
  { type: 'PROPOSAL', zxid: zxid(3, 9), value },
  { type: 'COMMIT', zxid: zxid(0x7fff_ffff, 0xffff_ffff) },
  { type: 'INFORM', zxid: zxid(3, 9), value },
  { type: 'NEWLEADER', epoch: 5 },
  { type: 'UPTODATE' },
  { type: 'ACK', zxid: zxid(5, 0) },
  { type: 'REQUEST', value: request },
  { type: 'SYNC' },
  { type: 'PING', zxid: zxid(3, 9) },
];

for (const message of messages) {
  test(`quorum messages: ${message.type} over the wire`, () => {
    const content = sent(packetOf(message, context));
    assert.ok(content.ok);
    assert.ok('message' in content.value);
    assert.deepEqual(content.value.message, message);
  });
}

test("quorum messages: packets are Apache's to the byte", () => {
  const of = (message: PacketMessage, more: Partial<PacketContext> = {}): string =>
    hex(encode(quorumPacket, packetOf(message, { ...context, ...more })));
  assert.equal(of({ type: 'FOLLOWERINFO', acceptedEpoch: 4 }, { configVersion: ZERO }), hex(apache('followerInfo')));
  assert.equal(of({ type: 'ACKEPOCH', lastZxid: zxid(3, 9), currentEpoch: -1 }), hex(apache('ackEpoch')));
  assert.equal(of({ type: 'COMMIT', zxid: zxid(3, 9) }), hex(apache('commit')));
  assert.equal(of({ type: 'UPTODATE' }), '0000000c' + 'ffffffffffffffff' + 'ffffffff' + 'ffffffff');
  assert.equal(of({ type: 'LEADERINFO', epoch: 5 }), '00000011' + '0000000500000000' + '00000004' + '00010000' + 'ffffffff');
  const identities = [...request.identities, { scheme: 'digest', id: 'u:h' }];
  assert.equal(hex(encode(quorumPacket, forwardingPacket({ ...request, identities }))), hex(apache('request')));
});

test('quorum messages: what stands beside the message', () => {
  const learner = { serverId: 3n, protocolVersion: 0x10000, configVersion: zxid(1, 0) };
  const info = { type: 'FOLLOWERINFO', acceptedEpoch: 4 } as const;
  assert.deepEqual(sent(packetOf(info, context)), { ok: true, value: { kind: 'learner', message: info, learner } });
  const newLeader = { type: 'NEWLEADER', epoch: 5 } as const;
  assert.deepEqual(sent(packetOf(newLeader, context)), {
    ok: true,
    value: { kind: 'new-leader', message: newLeader, config: 'version=0' },
  });
  const ping = { type: 'PING', zxid: zxid(3, 9) } as const;
  const touches = [{ sessionId: 1n, timeOut: 4000 }];
  assert.deepEqual(sent(packetOf(ping, { ...context, touches })), { ok: true, value: { kind: 'ping', message: ping, touches } });
  assert.deepEqual(sent(packetOf(ping, { ...context, touches: [] })), {
    ok: true,
    value: { kind: 'ping', message: ping, touches: [] },
  });
  assert.deepEqual(sent(packetOf(ping, context)), { ok: true, value: { kind: 'ping', message: ping, touches: null } });
});

test('quorum messages: a learner without LearnerInfo, or with an early form of it', () => {
  const packet = { type: 11, zxid: ZERO, data: null, authinfo: null };
  const message = { type: 'FOLLOWERINFO', acceptedEpoch: 0 } as const;
  assert.deepEqual(interpretPacket(packet), { ok: true, value: { kind: 'learner', message, learner: null } });
  const learner = { serverId: 2n, protocolVersion: null, configVersion: null };
  assert.deepEqual(interpretPacket({ ...packet, data: bytes('0000000000000002') }), {
    ok: true,
    value: { kind: 'learner', message, learner },
  });
});

test('quorum messages: SNAP is a packet whose body comes behind it', () => {
  const packet = packetOf({ type: 'SNAP', zxid: zxid(3, 9), log: Log.startingAt(ZERO) }, context);
  assert.deepEqual(sent(packet), { ok: true, value: { kind: 'snapshot', zxid: zxid(3, 9) } });
});

test('quorum messages: a forwarded sync is SYNC to the specification', () => {
  assert.deepEqual(sent(forwardingPacket({ ...request, type: 9 })), {
    ok: true,
    value: { kind: 'message', message: { type: 'SYNC' } },
  });
});

test('quorum messages: sessions are revalidated beside the specification', () => {
  assert.deepEqual(sent(revalidatePacket(5n, 4000)), { ok: true, value: { kind: 'revalidate', sessionId: 5n, timeOut: 4000 } });
  assert.deepEqual(sent(revalidatedPacket(5n, true)), { ok: true, value: { kind: 'revalidated', sessionId: 5n, valid: true } });
});

test('quorum messages: reconfigurations are told apart', () => {
  const commit = { type: 9, zxid: zxid(3, 9), data: bytes('0000000000000002'), authinfo: null };
  assert.deepEqual(sent(commit), { ok: true, value: { kind: 'activate', zxid: zxid(3, 9), designatedLeader: 2n, txn: null } });
  const inform = { ...commit, type: 19, data: bytes('0000000000000002 0102') };
  assert.deepEqual(sent(inform), { ok: true, value: { kind: 'activate', zxid: zxid(3, 9), designatedLeader: 2n, txn: value } });
});

test('quorum messages: packets that mean nothing say why', () => {
  const packet = { type: 2, zxid: zxid(3, 9), data: null, authinfo: null };
  for (const [wrong, code, at] of [
    [packet, 'ZAB-W004', 'data'],
    [{ ...packet, type: 0 }, 'ZAB-W005', 'type'],
    [{ ...packet, type: 4, zxid: zxid(0xffff_ffff, 0xffff_ffff) }, 'ZAB-W007', 'zxid'],
    [{ ...packet, type: 11, zxid: zxid(0x8000_0000, 0) }, 'ZAB-W007', 'zxid'],
    [{ ...packet, type: 11, data: bytes('00') }, 'ZAB-W001', 'data/serverId'],
    [{ ...packet, type: 17, data: bytes('0001') }, 'ZAB-W001', 'data/protocolVersion'],
    [{ ...packet, type: 18 }, 'ZAB-W004', 'data'],
    [{ ...packet, type: 1, data: bytes('0000000000000001 00000001') }, 'ZAB-W001', 'data/type'],
    [{ ...packet, type: 5, data: bytes('0000000000000001 00000001 00') }, 'ZAB-W001', 'data/1/sessionId'],
    [{ ...packet, type: 6, data: bytes('0000000000000001 0000') }, 'ZAB-W001', 'data/timeOut'],
  ] as const) {
    const content = interpretPacket(wrong);
    assert.ok(!content.ok);
    assert.deepEqual([content.error.code, content.error.at], [code, at]);
  }
});
