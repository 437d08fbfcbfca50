/** Decoders of streams: whole, in pieces cut at every place, and what stops them. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { InitialMessageDecoder, encodeInitialMessage } from '#impl/wire/election.js';
import type { Decoded } from '#impl/wire/errors.js';
import { CLIENT_FRAMES, ELECTION_FRAMES, FrameDecoder } from '#impl/wire/frames.js';
import type { StreamDecoder } from '#impl/wire/frames.js';
import { decode } from '#impl/wire/jute.js';
import { QuorumPacketDecoder, quorumPacket } from '#impl/wire/quorum-packet.js';
import { apache, bytes, hex } from './apache-bytes.js';

function pull<T>(decoder: StreamDecoder<T>): Decoded<T>[] {
  const pulled: Decoded<T>[] = [];
  for (let next = decoder.next(); next !== null; next = decoder.next()) {
    pulled.push(next);
    if (!next.ok) break;
  }
  return pulled;
}

/** What a decoder makes of chunks, and what it leaves. */
function run<T>(decoder: StreamDecoder<T>, chunks: readonly Uint8Array[]): unknown {
  const values = chunks.flatMap((chunk) => {
    decoder.push(chunk);
    return pull(decoder);
  });
  return { values: values.map(plain), rest: hex(decoder.takeRest()) };
}

function plain(of: Decoded<unknown>): unknown {
  return of.ok && of.value instanceof Uint8Array ? hex(of.value) : of;
}

function assertSplits<T>(make: () => StreamDecoder<T>, stream: Uint8Array): void {
  const whole = run(make(), [stream]);
  for (let first = 0; first <= stream.length; first++) {
    const second = Math.min(stream.length, first + 5);
    const pieces = [stream.slice(0, first), stream.slice(first, second), stream.slice(second)];
    assert.deepEqual(run(make(), pieces), whole, `cut at ${first} and ${second}`);
  }
  assert.deepEqual(
    run(
      make(),
      Array.from(stream, (byte) => Uint8Array.of(byte)),
    ),
    whole,
    'byte by byte',
  );
}

const twoFrames = bytes('00000003 616263 00000000 00000001 7a 00000009 01');

test('streams: frames, cut anywhere', () => {
  const make = (): FrameDecoder => new FrameDecoder(CLIENT_FRAMES);
  assert.deepEqual(run(make(), [twoFrames]), {
    values: ['616263', '', '7a'],
    rest: '0000000901',
  });
  assertSplits(make, twoFrames);
});

test('streams: lengths that cannot be stop a decoder for good', () => {
  for (const [limits, length, code] of [
    [CLIENT_FRAMES, 'ffffffff', 'ZAB-W002'],
    [CLIENT_FRAMES, '00100000', 'ZAB-W003'],
    [ELECTION_FRAMES, '00000000', 'ZAB-W002'],
    [ELECTION_FRAMES, '00080001', 'ZAB-W003'],
  ] as const) {
    const decoder = new FrameDecoder(limits);
    decoder.push(bytes(length));
    for (let again = 0; again < 2; again++) {
      const next = decoder.next();
      assert.ok(next?.ok === false);
      assert.equal(next.error.code, code);
      decoder.push(bytes('00000000'));
    }
  }
});

test('streams: four letters can be looked at before they are taken for a length', () => {
  const decoder = new FrameDecoder(CLIENT_FRAMES);
  decoder.push(bytes('72756f'));
  assert.equal(decoder.peekInt(), null);
  decoder.push(bytes('6b0a'));
  assert.equal(decoder.peekInt(), 0x72756f6b);
  assert.equal(Buffer.from(decoder.takeRest()).toString(), 'ruok\n');
});

test('streams: frames handed out are not written to by what comes later', () => {
  const decoder = new FrameDecoder(CLIENT_FRAMES);
  decoder.push(bytes('00000002 61'));
  decoder.push(bytes('62 00000002 63'));
  const first = decoder.next();
  decoder.push(bytes('64'));
  const second = decoder.next();
  assert.ok(first?.ok === true && second?.ok === true);
  assert.deepEqual([hex(first.value), hex(second.value)], ['6162', '6364']);
});

test('streams: memory follows what came, not what was claimed', () => {
  const decoders = Array.from({ length: 500 }, () => new FrameDecoder(CLIENT_FRAMES));
  const before = process.memoryUsage().arrayBuffers;
  for (const decoder of decoders) {
    decoder.push(bytes('000fffff'));
    for (let count = 0; count < 8; count++) decoder.push(bytes('00'));
    assert.equal(decoder.next(), null);
  }
  // Half a gigabyte was claimed.
  assert.ok(process.memoryUsage().arrayBuffers - before < 2_000_000);
});

const packets = ['followerInfo', 'request', 'commit', 'ackEpoch'].map(apache);

test('streams: packets without lengths, cut anywhere', () => {
  const stream = Buffer.concat([...packets, bytes('00000004 0000')]);
  const make = (): QuorumPacketDecoder => new QuorumPacketDecoder();
  const values = packets.map((packet) => decode(quorumPacket, packet));
  assert.deepEqual(run(make(), [new Uint8Array(stream)]), { values, rest: '000000040000' });
  assertSplits(make, new Uint8Array(stream));
});

test('streams: behind SNAP the stream can be taken away and given back', () => {
  const snap = bytes('0000000f 0000000300000001 ffffffff ffffffff');
  const body = bytes('00000000 00000001 2f');
  const decoder = new QuorumPacketDecoder();
  decoder.push(Buffer.concat([snap, body]));
  const first = decoder.next();
  assert.ok(first?.ok === true && first.value.type === 15);
  assert.equal(hex(decoder.takeRest()), hex(body));
  decoder.push(apache('commit'));
  assert.deepEqual(decoder.next(), decode(quorumPacket, apache('commit')));
  assert.equal(decoder.next(), null);
});

test('streams: packets with lengths that cannot be, or that are too much', () => {
  for (const [given, code] of [
    ['00000002 0000000000000001 fffffffe', 'ZAB-W002'],
    ['00000002 0000000000000001 7fffffff', 'ZAB-W003'],
    ['00000002 0000000000000001 ffffffff 7fffffff', 'ZAB-W003'],
    ['00000002 0000000000000001 ffffffff 00000001 00000001 61 7fffffff', 'ZAB-W003'],
  ] as const) {
    const decoder = new QuorumPacketDecoder();
    decoder.push(bytes(given));
    const next = decoder.next();
    assert.ok(next?.ok === false, given);
    assert.equal(next.error.code, code);
  }
});

test('streams: a packet at its limit passes, one byte more does not', () => {
  const packet = apache('request');
  for (const [bytesMax, passes] of [
    [packet.length, true],
    [packet.length - 1, false],
  ] as const) {
    const decoder = new QuorumPacketDecoder(bytesMax);
    decoder.push(packet);
    assert.equal(decoder.next()?.ok, passes);
  }
});

const call = encodeInitialMessage({ sid: 3n, addresses: [{ host: '10.0.0.3', port: 3888 }] });

test('streams: first message of the election port, then frames', () => {
  assert.equal(hex(call), `ffffffffffff000000000000000000030000000d${hex(Buffer.from('10.0.0.3:3888'))}`);
  for (let cut = 0; cut <= call.length + 3; cut++) {
    const stream = Buffer.concat([call, bytes('000000')]);
    const decoder = new InitialMessageDecoder();
    decoder.push(stream.subarray(0, cut));
    if (cut < call.length) assert.equal(decoder.next(), null);
    decoder.push(stream.subarray(cut));
    assert.deepEqual(decoder.next(), { ok: true, value: { sid: 3n, addresses: [{ host: '10.0.0.3', port: 3888 }] } });
    assert.equal(hex(decoder.takeRest()), '000000');
  }
});
