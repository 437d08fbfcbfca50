/** Decoders of streams: however a stream is cut, and whatever it holds. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeInitialMessage, InitialMessageDecoder } from '#impl/wire/election.js';
import { CLIENT_FRAMES, FrameDecoder } from '#impl/wire/frames.js';
import type { StreamDecoder } from '#impl/wire/frames.js';
import { encode } from '#impl/wire/jute.js';
import { QuorumPacketDecoder, quorumPacket } from '#impl/wire/quorum-packet.js';
import type { QuorumPacket } from '#impl/wire/quorum-packet.js';
import { hostileBytes, valuesOf } from '../unit/impl/wire/arbitrary.js';

interface Kind {
  readonly name: string;
  readonly make: () => StreamDecoder<unknown>;
  readonly streams: fc.Arbitrary<Uint8Array>;
}

const bodies = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 5 });
const packets = fc.array(valuesOf(quorumPacket.shape) as fc.Arbitrary<QuorumPacket>, { maxLength: 4 });
const addresses = fc.array(fc.record({ host: fc.constantFrom('a', '::1', '10.0.0.1'), port: fc.nat(65_535) }), {
  minLength: 1,
  maxLength: 3,
});

const kinds: readonly Kind[] = [
  {
    name: 'frames',
    make: () => new FrameDecoder(CLIENT_FRAMES),
    streams: bodies.map((all) => Buffer.concat(all.flatMap((body) => [Uint8Array.of(0, 0, 0, body.length), body]))),
  },
  {
    name: 'packets',
    make: () => new QuorumPacketDecoder(5000),
    streams: packets.map((all) => Buffer.concat(all.map((packet) => encode(quorumPacket, packet)))),
  },
  {
    name: 'first messages',
    make: () => new InitialMessageDecoder(),
    streams: fc.record({ sid: fc.bigInt({ min: 0n, max: 300n }), addresses }).map(encodeInitialMessage),
  },
];

/** Everything that comes out, up to the first error. */
function outcome(decoder: StreamDecoder<unknown>, chunks: readonly Uint8Array[]): unknown[] {
  const values: unknown[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let next = decoder.next(); next !== null; next = decoder.next()) {
      values.push(next.ok && next.value instanceof Uint8Array ? Buffer.from(next.value).toString('hex') : next);
      if (!next.ok) return values;
    }
  }
  return values;
}

function cutAt(stream: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
  return places.slice(1).map((end, index) => stream.slice(places[index], end));
}

for (const { name, make, streams } of kinds) {
  test(`wire: ${name}, right or spoilt, are the same however they are cut`, () => {
    fc.assert(
      fc.property(fc.oneof(streams, hostileBytes(streams)), fc.array(fc.nat(), { maxLength: 6 }), (stream, cuts) => {
        const whole = outcome(make(), [stream]);
        assert.deepEqual(outcome(make(), cutAt(stream, cuts)), whole);
        assert.deepEqual(
          outcome(
            make(),
            Array.from(stream, (byte) => Uint8Array.of(byte)),
          ),
          whole,
        );
      }),
      { numRuns: 400 },
    );
  });
}

test('wire: packets that come whole are read as they were written', () => {
  fc.assert(
    fc.property(packets, (all) => {
      const stream = Buffer.concat(all.map((packet) => encode(quorumPacket, packet)));
      assert.equal(outcome(new QuorumPacketDecoder(), [stream]).length, all.length);
    }),
  );
});
