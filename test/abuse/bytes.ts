/** Bytes as attackers and broken clients send them: frames of any body, and mutations of what was valid. */
import fc from 'fast-check';
import type { ClientOp, RequestBody } from '#impl/wire/client-protocol.js';
import { writeRequest } from '#impl/wire/client-protocol.js';
import type { Operation } from '#impl/wire/client-protocol.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';

export function int(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
}

export function long(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt.asIntN(64, value));
  return bytes;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function text(value: string): Uint8Array {
  const bytes = Buffer.from(value);
  return concat(int(bytes.length), bytes);
}

/** A length, then the body. */
export function framed(body: Uint8Array): Uint8Array {
  return concat(int(body.length), body);
}

export function requestFrame<N extends ClientOp>(xid: number, op: N, body: RequestBody<N>): Uint8Array {
  const writer = new JuteWriter();
  writeRequest(writer, xid, { op, body } as unknown as Operation);
  return writer.take();
}

/** A request whose body is any bytes. */
export function rawRequest(xid: number, type: number, body: Uint8Array): Uint8Array {
  return framed(concat(int(xid), int(type), body));
}

type Mutation = (bytes: Uint8Array) => Uint8Array;

const nasty = fc.constantFrom(-1, -2, 0, 1, 0x7fff_ffff, -0x8000_0000, 0x10_0000, 0xff, 0x7fff_fff0);

function at(bytes: Uint8Array, place: number): number {
  return bytes.length === 0 ? 0 : Math.floor(place * bytes.length);
}

const place = fc.double({ min: 0, max: 0.999, noNaN: true });

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.nat(255)).map(
    ([where, value]): Mutation =>
      (bytes) =>
        bytes.map((byte, index) => (index === at(bytes, where) ? value : byte)),
  ),
  fc.tuple(place, nasty).map(
    ([where, value]): Mutation =>
      (bytes) =>
        concat(bytes.subarray(0, at(bytes, where)), int(value), bytes.subarray(at(bytes, where) + 4)),
  ),
  place.map(
    (where): Mutation =>
      (bytes) =>
        bytes.subarray(0, at(bytes, where)),
  ),
  fc.tuple(place, fc.uint8Array({ maxLength: 24 })).map(
    ([where, more]): Mutation =>
      (bytes) =>
        concat(bytes.subarray(0, at(bytes, where)), more, bytes.subarray(at(bytes, where))),
  ),
  fc.tuple(place, place).map(([one, two]): Mutation => {
    const [from, to] = one < two ? [one, two] : [two, one];
    return (bytes) => concat(bytes.subarray(0, at(bytes, from)), bytes.subarray(at(bytes, to)));
  }),
);

/** One of `valid` with a few things wrong. */
export function mutated(valid: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.constantFrom(...valid), fc.array(mutation, { minLength: 1, maxLength: 3 }))
    .map(([bytes, mutations]) => mutations.reduce((result, mutate) => mutate(result), bytes));
}
