/** The election port: forms of the first message and of notifications, and notifications as the specification's. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import {
  ANONYMOUS_OBSERVER,
  decodeNotification,
  encodeInitialMessage,
  InitialMessageDecoder,
  writeNotification,
} from '#impl/wire/election.js';
import { fromSpecNotification, toSpecNotification } from '#impl/wire/election-messages.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import type { Notification } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import { ZERO, zxid } from '#spec/model/zxid.js';
import { apache, bytes, hex } from './apache-bytes.js';

function firstOf(stream: Uint8Array): ReturnType<InitialMessageDecoder['next']> {
  const decoder = new InitialMessageDecoder();
  decoder.push(stream);
  return decoder.next();
}

function called(version: string, addresses: string, length = addresses.length): Uint8Array {
  const size = length.toString(16).padStart(8, '0').slice(-8);
  return bytes(`${version} 0000000000000007 ${size} ${hex(Buffer.from(addresses))}`);
}

test('election: several addresses are a version of their own', () => {
  const message = {
    sid: ANONYMOUS_OBSERVER,
    addresses: [
      { host: '::1', port: 1 },
      { host: 'b', port: 65_535 },
    ],
  };
  const encoded = encodeInitialMessage(message);
  assert.ok(hex(encoded).startsWith('ffffffffffff0001'));
  assert.ok(Buffer.from(encoded).toString('latin1').endsWith('[::1]:1|b:65535'));
  assert.deepEqual(firstOf(encoded), { ok: true, value: message });
});

test('election: before 3.5 a server sent its id alone', () => {
  assert.deepEqual(firstOf(bytes('0000000000000007 000000')), { ok: true, value: { sid: 7n, addresses: [] } });
});

test('election: first messages that are refused', () => {
  for (const [stream, code] of [
    [bytes('fffffffffffe0000'), 'ZAB-W005'],
    [called('ffffffffffff0000', '', 0), 'ZAB-W002'],
    [called('ffffffffffff0000', '', -1 >>> 0), 'ZAB-W002'],
    [called('ffffffffffff0000', '', 2049), 'ZAB-W003'],
    [called('ffffffffffff0000', 'host'), 'ZAB-W008'],
    [called('ffffffffffff0000', 'host:'), 'ZAB-W008'],
    [called('ffffffffffff0000', 'host:65536'), 'ZAB-W008'],
    [called('ffffffffffff0000', 'host:1:2'), 'ZAB-W008'],
    [called('ffffffffffff0000', '[::1:1'), 'ZAB-W008'],
    [called('ffffffffffff0001', 'a:1||b:2'), 'ZAB-W008'],
  ] as const) {
    const first = firstOf(stream);
    assert.ok(first?.ok === false, hex(stream));
    assert.equal(first.error.code, code, hex(stream));
  }
});

/** As 3.9 sends it, with a configuration of one byte. */
const current = bytes('00000001 0000000000000002 0000000300000009 0000000000000005 0000000000000003 00000002 00000001 78');

test('election: older forms of a notification', () => {
  const fields = { state: 'following', leader: 2n, zxid: zxid(3, 9), electionEpoch: 5n, peerEpoch: 3n } as const;
  assert.deepEqual(decodeNotification(current), { ok: true, value: { ...fields, version: 2, config: 'x' } });
  assert.deepEqual(decodeNotification(current.slice(0, 28)), { ok: true, value: { ...fields, version: 0, config: null } });
  assert.deepEqual(decodeNotification(current.slice(0, 40)), { ok: true, value: { ...fields, version: 0, config: null } });
  const version1 = current.slice();
  version1[39] = 1;
  assert.deepEqual(decodeNotification(version1), { ok: true, value: { ...fields, version: 1, config: null } });
});

test('election: any other length, state or configuration length is an error', () => {
  for (let length = 0; length < current.length; length++) {
    if (length !== 28 && length !== 40) assert.equal(decodeNotification(current.slice(0, length)).ok, false, `${length} bytes`);
  }
  const unknown = current.slice();
  unknown[3] = 4;
  assert.equal(decodeNotification(unknown).ok, false);
  const long = current.slice();
  long[43] = 2;
  assert.equal(decodeNotification(long).ok, false);
});

const settled: Notification = {
  type: 'NOTIFICATION',
  role: 'leading',
  round: 12,
  vote: { leader: sid(3), zxid: zxid(3, 9), epoch: 3 },
};

test('election: a notification of Apache is one of the specification', () => {
  const read = decodeNotification(apache('notification'));
  assert.ok(read.ok);
  assert.deepEqual(toSpecNotification(sid(3), read.value), { ok: true, value: settled });
  const writer = new JuteWriter();
  writeNotification(writer, fromSpecNotification(settled, read.value.config ?? ''));
  assert.equal(hex(writer.take()), hex(apache('notification')));
});

test('election: a looking observer votes for nobody, in its own way on either side', () => {
  const read = decodeNotification(apache('notificationObserver'));
  assert.ok(read.ok);
  const observer = toSpecNotification(sid(9), read.value);
  assert.deepEqual(observer, {
    ok: true,
    value: { type: 'NOTIFICATION', role: 'looking', round: 1, vote: { leader: 9, zxid: ZERO, epoch: -1 } },
  });
  const writer = new JuteWriter();
  writeNotification(writer, fromSpecNotification(observer.value, 'version=0'));
  assert.equal(hex(writer.take()), hex(apache('notificationObserver')));
});

test('election: votes that no server of ours could hold are errors', () => {
  const read = decodeNotification(apache('notification'));
  assert.ok(read.ok);
  const minusOne = zxid(0xffff_ffff, 0xffff_ffff);
  for (const wrong of [
    { zxid: minusOne },
    { leader: -2n },
    { leader: 2n ** 53n },
    { electionEpoch: -1n },
    { peerEpoch: -1n },
    { peerEpoch: 2n ** 31n },
  ]) {
    const spec = toSpecNotification(sid(3), { ...read.value, ...wrong });
    assert.ok(!spec.ok);
    assert.equal(spec.error.code, 'ZAB-W007');
  }
});
