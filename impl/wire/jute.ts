/**
 * Jute records, each described once: a description is a codec, and from it come the type of its values (`ValueOf`), the reader,
 * the writer, and what tests generate (`shape`). After `zookeeper.jute`, which is Apache's single source of its records.
 *
 *     const setDataRequest = record({ path: ustring, data: nullable(buffer), version: int });
 *     encode(setDataRequest, { path: '/a', data: null, version: -1 });
 */
import assert from 'node:assert/strict';
import type { Zxid } from '#spec/model/zxid.js';
import { attempt, faultOf, WireFault } from './errors.js';
import type { Decoded } from './errors.js';
import { JuteReader } from './jute-reader.js';
import { JuteWriter } from './jute-writer.js';

/** What a codec's values look like, as data. */
export type Shape =
  | { readonly kind: 'bool' | 'int' | 'long' | 'safeLong' | 'zxid' | 'buffer' | 'ustring' }
  | { readonly kind: 'nullable' | 'vector'; readonly of: Shape }
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, Shape>> }
  /** A value tagged by one of these operations: `{ op, body }`. */
  | { readonly kind: 'choice'; readonly bodies: Readonly<Record<string, Shape>> };

export interface Codec<T> {
  readonly shape: Shape;
  /** No value takes fewer bytes. */
  readonly bytesMin: number;
  read(reader: JuteReader): T;
  write(writer: JuteWriter, value: T): void;
}

export type ValueOf<C> = C extends Codec<infer T> ? T : never;

type Fields = Readonly<Record<string, Codec<unknown>>>;
type RecordOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

export const bool: Codec<boolean> = {
  shape: { kind: 'bool' },
  bytesMin: 1,
  read: (reader) => reader.bool(),
  write: (writer, value) => {
    writer.bool(value);
  },
};

export const int: Codec<number> = {
  shape: { kind: 'int' },
  bytesMin: 4,
  read: (reader) => reader.int(),
  write: (writer, value) => {
    writer.int(value);
  },
};

/** Any 64 bits, signed as in Java: session ids, digests, what a client may set to anything. */
export const long: Codec<bigint> = {
  shape: { kind: 'long' },
  bytesMin: 8,
  read: (reader) => reader.long(),
  write: (writer, value) => {
    writer.long(value);
  },
};

/** A long known to be a time or a count. */
export const safeLong: Codec<number> = {
  shape: { kind: 'safeLong' },
  bytesMin: 8,
  read: (reader) => reader.safeLong(),
  write: (writer, value) => {
    writer.safeLong(value);
  },
};

export const zxidLong: Codec<Zxid> = {
  shape: { kind: 'zxid' },
  bytesMin: 8,
  read: (reader) => reader.zxid(),
  write: (writer, value) => {
    writer.zxid(value);
  },
};

export const buffer: Codec<Uint8Array> = {
  shape: { kind: 'buffer' },
  bytesMin: 4,
  read: (reader) => reader.buffer(),
  write: (writer, value) => {
    writer.buffer(value);
  },
};

export const ustring: Codec<string> = {
  shape: { kind: 'ustring' },
  bytesMin: 4,
  read: (reader) => reader.ustring(),
  write: (writer, value) => {
    writer.ustring(value);
  },
};

/** A text of which clients say null where they mean that there is nothing in it. Written, it is empty. */
export const ustringOrNull: Codec<string> = {
  ...ustring,
  read: (reader) => (reader.isNull() ? '' : reader.ustring()),
};

/** Of something that starts with a length or a count, where -1 says null. */
export function nullable<T>(codec: Codec<T>): Codec<T | null> {
  return {
    shape: { kind: 'nullable', of: codec.shape },
    bytesMin: 4,
    read: (reader) => (reader.isNull() ? null : codec.read(reader)),
    write: (writer, value) => {
      if (value === null) writer.null();
      else codec.write(writer, value);
    },
  };
}

function readItem<T>(item: Codec<T>, reader: JuteReader, index: number): T {
  try {
    return item.read(reader);
  } catch (error) {
    throw faultOf(error).within(index);
  }
}

export function vector<T>(item: Codec<T>): Codec<readonly T[]> {
  assert(item.bytesMin > 0, 'an item takes bytes');
  return {
    shape: { kind: 'vector', of: item.shape },
    bytesMin: 4,
    read: (reader) => {
      const items: T[] = [];
      for (let left = reader.count(item.bytesMin); left > 0; left--) items.push(readItem(item, reader, items.length));
      return items;
    },
    write: (writer, items) => {
      writer.int(items.length);
      for (const value of items) item.write(writer, value);
    },
  };
}

/** Items up to the end of the bytes, uncounted. */
export function untilEnd<T>(item: Codec<T>): Codec<readonly T[]> {
  assert(item.bytesMin > 0, 'an item takes bytes');
  return {
    shape: { kind: 'vector', of: item.shape },
    bytesMin: 0,
    read: (reader) => {
      const items: T[] = [];
      while (reader.remaining > 0) items.push(readItem(item, reader, items.length));
      return items;
    },
    write: (writer, items) => {
      for (const value of items) item.write(writer, value);
    },
  };
}

/** All bytes that are left. */
export const rest: Codec<Uint8Array> = {
  shape: { kind: 'buffer' },
  bytesMin: 0,
  read: (reader) => reader.rest(),
  write: (writer, value) => {
    writer.raw(value);
  },
};

/** A last field that older senders leave out: null then. */
export function atEnd<T>(codec: Codec<T>): Codec<T | null> {
  return {
    shape: { kind: 'nullable', of: codec.shape },
    bytesMin: 0,
    read: (reader) => (reader.remaining === 0 ? null : codec.read(reader)),
    write: (writer, value) => {
      if (value !== null) codec.write(writer, value);
    },
  };
}

/** Fields in the order given, nothing between them. */
export function record<F extends Fields>(fields: F): Codec<RecordOf<F>> {
  const keys = Object.keys(fields);
  const codecs = Object.values(fields);
  return {
    shape: {
      kind: 'record',
      fields: Object.fromEntries(keys.map((key, index) => [key, (codecs[index] as Codec<unknown>).shape])),
    },
    bytesMin: codecs.reduce((sum, codec) => sum + codec.bytesMin, 0),
    read: (reader) => {
      const value: Record<string, unknown> = {};
      let index = 0;
      try {
        for (; index < keys.length; index++) value[keys[index] as string] = (codecs[index] as Codec<unknown>).read(reader);
      } catch (error) {
        throw faultOf(error).within(keys[index] as string);
      }
      return value as RecordOf<F>;
    },
    write: (writer, value) => {
      const values = value as Readonly<Record<string, unknown>>;
      for (let index = 0; index < keys.length; index++) {
        (codecs[index] as Codec<unknown>).write(writer, values[keys[index] as string]);
      }
    },
  };
}

export interface DecodeOptions {
  /** Bytes of one string or buffer; see `MAX_LENGTH_DEFAULT`. */
  readonly maxLength?: number;
  /** Bytes behind the last field are an error. Apache ignores them, and so the protocol has grown: the default. */
  readonly exact?: boolean;
}

export function decode<T>(codec: Codec<T>, bytes: Uint8Array, options: DecodeOptions = {}): Decoded<T> {
  return attempt(() => {
    const reader = new JuteReader(bytes, options.maxLength);
    const value = codec.read(reader);
    if (options.exact === true && reader.remaining > 0) {
      throw new WireFault('ZAB-W006', reader.offset, `${reader.remaining} bytes`);
    }
    return value;
  });
}

const shared = new JuteWriter();

/** The bytes of one value. Who sends many writes them into one `JuteWriter` instead. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  shared.reset();
  codec.write(shared, value);
  return shared.take();
}
