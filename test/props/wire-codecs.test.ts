/** Every codec of `impl/wire`, by its own description: what is written is read; bytes that are not right give a typed error. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeOperation, decodeRequest, decodeResponse, OPERATIONS, writeRequest } from '#impl/wire/client-protocol.js';
import type { ClientOp, Operation } from '#impl/wire/client-protocol.js';
import { formatConfigText, parseConfigText } from '#impl/wire/config-text.js';
import { decodeNotification } from '#impl/wire/election.js';
import { WIRE_ERRORS } from '#impl/wire/errors.js';
import type { Decoded, WireError } from '#impl/wire/errors.js';
import { decode, encode, zxidLong } from '#impl/wire/jute.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { opCode } from '#impl/wire/op-codes.js';
import { interpretPacket } from '#impl/wire/quorum-messages.js';
import { quorumPacket } from '#impl/wire/quorum-packet.js';
import type { Zxid } from '#spec/model/zxid.js';
import { CODECS, hasBytes, hostileBytes, valuesOf } from '../unit/impl/wire/arbitrary.js';

const OPS = Object.keys(OPERATIONS) as ClientOp[];

/** fast-check makes records without a prototype now and then; codecs make them with one. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

function assertError({ code, at, offset, message }: WireError, size: number): void {
  assert.ok(code in WIRE_ERRORS);
  assert.ok(offset >= 0 && offset <= size, `byte ${offset} of ${size}`);
  assert.ok(message.startsWith(at) && message.length < 300, message);
}

function assertTyped(of: Decoded<unknown>, size: number): void {
  if (!of.ok) assertError(of.error, size);
}

test('wire: there are codecs to test', () => {
  assert.ok(CODECS.size >= 45, `${CODECS.size}`);
});

for (const [name, codec] of CODECS) {
  const values = valuesOf(codec.shape).filter((value) => hasBytes(name, value));

  test(`wire: ${name} is read as it was written`, () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = encode(codec, value);
        assert.ok(bytes.length >= codec.bytesMin);
        assert.deepEqual(decode(codec, bytes, { exact: true }), { ok: true, value: plain(value) });
      }),
      { numRuns: 150 },
    );
  });

  test(`wire: ${name} cut off or spoilt is a typed error or another value`, () => {
    fc.assert(
      fc.property(hostileBytes(values.map((value) => encode(codec, value))), (bytes) => {
        const read = decode(codec, bytes);
        assertTyped(read, bytes.length);
        // What was read can be written, and is then read again: no value is out of the range of its own codec.
        if (read.ok) assert.deepEqual(decode(codec, encode(codec, read.value)), read);
      }),
      { numRuns: 300 },
    );
  });
}

const operations: fc.Arbitrary<Operation> = fc.oneof(
  ...OPS.map((op) => fc.record({ op: fc.constant(op), body: valuesOf(OPERATIONS[op].request.shape) }) as fc.Arbitrary<Operation>),
);

test('wire: requests pass frames and the forwarding path alike', () => {
  const writer = new JuteWriter();
  fc.assert(
    fc.property(operations, fc.integer(), (operation, xid) => {
      writeRequest(writer, xid, operation);
      const frame = writer.take().slice(4);
      const read = decodeRequest(frame);
      const expected = plain(operation);
      if (operation.op === 'createSession' || operation.op === 'deleteContainer') assert.equal(read.kind, 'unknown-operation');
      else assert.deepEqual(read, { kind: 'request', xid, operation: expected, raw: frame.slice(8) });
      assert.deepEqual(decodeOperation(opCode(operation.op), frame.slice(8)), { ok: true, value: expected });
    }),
    { numRuns: 400 },
  );
});

test('wire: any frame of a client is one of four kinds', () => {
  const writer = new JuteWriter();
  const frames = operations.map((operation) => {
    writeRequest(writer, 1, operation);
    return writer.take().slice(4);
  });
  fc.assert(
    fc.property(hostileBytes(frames), (frame) => {
      const read = decodeRequest(frame);
      if (read.kind !== 'request') assertError(read.error, frame.length);
    }),
    { numRuns: 1000 },
  );
});

test('wire: any bytes are a response or a typed error', () => {
  const bodies = fc.constantFrom(...OPS).chain((op) => {
    const { response } = OPERATIONS[op];
    return fc.tuple(
      fc.constant(op),
      hostileBytes(valuesOf(response.shape).map((value) => encode(response as never, value as never))),
    );
  });
  fc.assert(
    fc.property(bodies, ([op, bytes]) => {
      assertTyped(decodeResponse(op, bytes), bytes.length);
    }),
    { numRuns: 500 },
  );
});

test('wire: any packet is interpreted or a typed error', () => {
  const data = fc.option(fc.uint8Array({ maxLength: 30 }));
  const packets = fc.record({
    type: fc.nat(20),
    zxid: valuesOf(zxidLong.shape) as fc.Arbitrary<Zxid>,
    data,
    authinfo: fc.constant(null),
  });
  fc.assert(
    fc.property(packets, (packet) => {
      assertTyped(interpretPacket(packet), encode(quorumPacket, packet).length);
    }),
    { numRuns: 1000 },
  );
});

test('wire: any frame of the election port is a notification or a typed error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (frame) => {
      assertTyped(decodeNotification(frame), frame.length);
    }),
    { numRuns: 500 },
  );
});

test('wire: any text is a configuration or a typed error, and a configuration is printed as one', () => {
  const words = fc.constantFrom(
    ...[
      'server.1=',
      'server.',
      'group.2=',
      'weight.3=',
      'version=',
      'a:1:2',
      ':',
      ';',
      '|',
      '[::1]',
      '2181',
      'observer',
      '\n',
      ' ',
      'f',
    ],
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
      const config = parseConfigText(parts.join(''));
      if (!config.ok) {
        assertError(config.error, 0);
        return;
      }
      const text = formatConfigText(config.value);
      const again = parseConfigText(text);
      assert.ok(again.ok);
      assert.equal(formatConfigText(again.value), text);
    }),
    { numRuns: 1000 },
  );
});
