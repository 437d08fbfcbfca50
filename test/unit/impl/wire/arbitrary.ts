/** Values of any codec, and bytes that are nearly right, made from the codec's own description. */
import fc from 'fast-check';
import type { Codec, Shape } from '#impl/wire/jute.js';
import { atEnd, int, long, rest, untilEnd } from '#impl/wire/jute.js';
import * as clientRecords from '#impl/wire/client-records.js';
import * as dataRecords from '#impl/wire/data-records.js';
import * as handshake from '#impl/wire/handshake.js';
import * as multi from '#impl/wire/multi.js';
import * as quorumData from '#impl/wire/quorum-data.js';
import * as quorumPacket from '#impl/wire/quorum-packet.js';
import * as txns from '#impl/wire/txns.js';

const word = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.nat({ max: 0xffff_ffff }),
  fc.constantFrom(0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
);
const zxids = fc.record({ epoch: word, counter: word });
const longs = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)),
);
/** Characters of one, two and three bytes. Beyond U+FFFF what is written is not what is read: see `utf8.test.ts`. */
const texts = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('/', 'a', '\u0000', 'é', '€', '\ufffd'), maxLength: 12 }),
);

export function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'bool':
      return fc.boolean();
    case 'int':
      return fc.oneof(fc.integer(), fc.integer({ min: -2, max: 3 }));
    case 'long':
      return longs;
    case 'safeLong':
      return fc.maxSafeInteger();
    case 'zxid':
      return zxids;
    case 'buffer':
      return fc.uint8Array({ maxLength: 40 });
    case 'ustring':
      return texts;
    case 'nullable':
      return fc.option(valuesOf(shape.of), { freq: 4 });
    case 'vector':
      return fc.array(valuesOf(shape.of), { maxLength: 4 });
    case 'record':
      return fc.record(
        Object.fromEntries(Object.entries(shape.fields).map(([key, of]) => [key, key === 'flags' ? fc.nat(6) : valuesOf(of)])),
      );
    case 'choice':
      return fc.oneof(...Object.entries(shape.bodies).map(([op, of]) => fc.record({ op: fc.constant(op), body: valuesOf(of) })));
  }
}

/** Every codec that a module of `impl/wire` exports, by name: a new one is tested without being named here. */
export const CODECS: ReadonlyMap<string, Codec<unknown>> = new Map(
  [
    clientRecords,
    dataRecords,
    handshake,
    multi,
    quorumData,
    quorumPacket,
    txns,
    { atEnd: atEnd(long), untilEnd: untilEnd(int), rest },
  ]
    .flatMap((module) => Object.entries(module))
    .filter((entry): entry is [string, Codec<unknown>] => typeof entry[1] === 'object' && 'bytesMin' in entry[1]),
);

/**
 * Some values have no bytes of their own: where fields may be missing at the end, what stands behind them must be missing too, and a
 * closeSession without paths is told from one with paths by the digest's version.
 */
export function hasBytes(name: string, value: unknown): boolean {
  if (name === 'learnerInfo') {
    const { protocolVersion, configVersion } = value as { readonly protocolVersion: unknown; readonly configVersion: unknown };
    return protocolVersion !== null || configVersion === null;
  }
  if (name !== 'txn') return true;
  const { operation, digest } = value as txns.Txn;
  if (operation.op !== 'closeSession') return true;
  const { paths2Delete } = operation.body;
  if (paths2Delete === null) return digest === null || digest.version === 2;
  return digest !== null || paths2Delete.join('') !== '' || paths2Delete.length !== 2;
}

/** Random bytes, and the bytes of a value with some of them cut off, changed or doubled. */
export function hostileBytes(of: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const changed = fc.tuple(
    of,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)), { maxLength: 4 }),
    fc.nat(),
    fc.boolean(),
  );
  return fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    changed.map(([whole, changes, cut, isCut]) => {
      const bytes = new Uint8Array(isCut ? whole.slice(0, cut % (whole.length + 1)) : whole);
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      return bytes;
    }),
  );
}
