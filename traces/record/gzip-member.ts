/**
 * A batch of lines as a gzip file of its own (RFC 1952), with its size in a field of the header as in BGZF. Such files one behind the other
 * are a gzip file too, for any reader; and the end of the last whole one is found without decompressing any.
 */
import { gzip, gzipSync } from 'node:zlib';

/** Traces repeat themselves so much that more effort gains little. */
const LEVEL = 1;

/** Magic, method, flags (an extra field), time, level, system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255);
const ZLIB_HEADER_BYTES = 10;

/** The extra field: its length, an id of two letters, the length of what follows, the size of the whole member. */
const EXTRA = Uint8Array.of(8, 0, 0x5a, 0x4b, 4, 0);
const SIZE_AT = HEADER.length + EXTRA.length;

/** Bytes at the beginning of a member that tell its size. */
export const MEMBER_HEADER_BYTES = SIZE_AT + 4;

export function compress(plain: Uint8Array, done: (error: Error | null, member: Uint8Array) => void): void {
  gzip(plain, { level: LEVEL }, (error, bytes) => {
    done(error, error === null ? memberOf(bytes) : bytes);
  });
}

export function compressSync(plain: Uint8Array): Uint8Array {
  return memberOf(gzipSync(plain, { level: LEVEL }));
}

/** In bytes; null: no member begins so, or not one of ours. */
export function memberSize(header: Uint8Array): number | null {
  const same = (expected: Uint8Array, from: number): boolean => expected.every((byte, at) => header[from + at] === byte);
  if (header.length < MEMBER_HEADER_BYTES || !same(HEADER, 0) || !same(EXTRA, HEADER.length)) return null;
  return new DataView(header.buffer, header.byteOffset).getUint32(SIZE_AT, true);
}

function memberOf(bytes: Uint8Array): Uint8Array {
  const member = new Uint8Array(bytes.length - ZLIB_HEADER_BYTES + MEMBER_HEADER_BYTES);
  member.set(HEADER);
  member.set(EXTRA, HEADER.length);
  new DataView(member.buffer).setUint32(SIZE_AT, member.length, true);
  member.set(bytes.subarray(ZLIB_HEADER_BYTES), MEMBER_HEADER_BYTES);
  return member;
}
