/**
 * The transaction log (`FileTxnLog`, `Util.writeTxnBytes`): bytes in, values out.
 *
 *     header   magic "ZKLG" | int version 2 | long dbid 0
 *     record   long Adler-32 of the payload | int length | payload | 'B'
 *     padding  zeros: a length of 0 is the end
 *
 * A payload is a transaction's header, body and digest as `impl/wire` writes them. Nothing is read of it here but its zxid.
 */
import { compareZxids } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { MAX_LENGTH_DEFAULT } from '#impl/wire/jute-reader.js';
import { Adler32, adler32 } from './adler32.js';

export const LOG_HEADER_BYTES = 16;
const MAGIC = 0x5a4b_4c47;
const VERSION = 2;

/** Checksum and length. */
const PREFIX_BYTES = 12;
/** What a record takes beside its payload. */
export const RECORD_OVERHEAD = PREFIX_BYTES + 1;
const END_MARK = 0x42;

/** A transaction header: long clientId, int cxid, long zxid, long time, int type. */
export const PAYLOAD_BYTES_MIN = 32;
const ZXID_AT = 12;

/** Apache reads no more into one buffer (`jute.maxbuffer` and as much again); a longer record is never written. */
export const PAYLOAD_BYTES_MAX = MAX_LENGTH_DEFAULT;

/** A crash leaves blocks that were never written as zeros; no disk writes less than this at a time. */
const SECTOR_BYTES = 512;

export interface LogEntry {
  readonly zxid: Zxid;
  readonly payload: Uint8Array;
}

export function logHeader(): Uint8Array {
  const bytes = new Uint8Array(LOG_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint32(4, VERSION);
  return bytes;
}

/** `unwritten`: too short, or the zeros of a file whose first block never reached the disk. Only the magic number counts. */
export function headerState(bytes: Uint8Array): 'good' | 'unwritten' | 'foreign' {
  if (bytes.length < LOG_HEADER_BYTES || isZero(bytes, 0, LOG_HEADER_BYTES)) return 'unwritten';
  return viewOf(bytes).getUint32(0) === MAGIC ? 'good' : 'foreign';
}

function zxidOf(payload: Uint8Array): Zxid {
  const view = viewOf(payload);
  return { epoch: view.getUint32(ZXID_AT), counter: view.getUint32(ZXID_AT + 4) };
}

/** Writes one record at `at`; answers where the next one goes. */
export function writeRecord(target: Uint8Array, at: number, payload: Uint8Array): number {
  const view = viewOf(target);
  view.setUint32(at, 0);
  view.setUint32(at + 4, adler32(payload));
  view.setUint32(at + 8, payload.length);
  target.set(payload, at + PREFIX_BYTES);
  const end = at + PREFIX_BYTES + payload.length;
  target[end] = END_MARK;
  return end + 1;
}

/**
 * One record's worth of bytes.
 *
 * - `end`: zeros, or the end of the file exactly behind a record
 * - `more`: `bytes` from the start of the record are needed to say
 * - `torn`: what a write leaves that a crash cut off; nothing behind it was acknowledged
 * - `damaged`: it was written whole, and reads differently now
 */
export type Scanned =
  | { readonly kind: 'record'; readonly entry: LogEntry; readonly next: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'more'; readonly bytes: number }
  | { readonly kind: 'torn' | 'damaged'; readonly reason: string };

const END: Scanned = { kind: 'end' };

/** The record at `at`; `position` is where that is in the file, `last` whether the file ends where the bytes do. */
export function scanRecord(bytes: Uint8Array, at: number, position: number, last: boolean): Scanned {
  const left = bytes.length - at;
  if (left === 0 && last) return END;
  if (left < PREFIX_BYTES) return cutOff(bytes, at, PREFIX_BYTES, last);
  const view = viewOf(bytes);
  const length = view.getInt32(at + 8);
  if (length === 0 && isZero(bytes, at, at + PREFIX_BYTES)) return END;
  if (length < PAYLOAD_BYTES_MIN || length > PAYLOAD_BYTES_MAX) return badLength(bytes, at, length, last);
  if (left < length + RECORD_OVERHEAD) {
    return last ? badLength(bytes, at, length, last) : { kind: 'more', bytes: length + RECORD_OVERHEAD };
  }
  const start = at + PREFIX_BYTES;
  const end = start + length;
  const sound = view.getUint32(at) === 0 && view.getUint32(at + 4) === adler32(bytes, start, end);
  const mark = bytes[end];
  if (mark !== END_MARK && !sound) return badLength(bytes, at, length, last);
  if (mark === END_MARK && sound) {
    const payload = bytes.subarray(start, end);
    return { kind: 'record', entry: { zxid: zxidOf(payload), payload }, next: end + 1 };
  }
  if (mark === 0 || hasZeroSector(bytes, at, end + 1, position)) return torn('a part of the record was never written');
  return damaged(sound ? 'the end mark is wrong' : 'the checksum is wrong');
}

function torn(reason: string): Scanned {
  return { kind: 'torn', reason };
}

function damaged(reason: string): Scanned {
  return { kind: 'damaged', reason };
}

function cutOff(bytes: Uint8Array, at: number, needed: number, last: boolean): Scanned {
  if (!last) return { kind: 'more', bytes: needed };
  return isZero(bytes, at, bytes.length) ? END : torn('the file ends inside the record');
}

/**
 * A length that leads nowhere: of a torn write, or changed since. In the second case the payload is still there, and its checksum
 * says where it ends.
 */
function badLength(bytes: Uint8Array, at: number, length: number, last: boolean): Scanned {
  const window = RECORD_OVERHEAD + PAYLOAD_BYTES_MAX;
  if (!last && bytes.length - at < window) return { kind: 'more', bytes: window };
  const view = viewOf(bytes);
  const checksum = view.getUint32(at + 4);
  const stop = Math.min(bytes.length, at + window);
  if (view.getUint32(at) === 0 && checksum !== 0) {
    const sum = new Adler32();
    let from = at + PREFIX_BYTES;
    for (let end = from; end < stop; end++) {
      if (bytes[end] !== END_MARK) continue;
      sum.update(bytes, from, end);
      from = end;
      if (end - at - PREFIX_BYTES >= PAYLOAD_BYTES_MIN && sum.value === checksum) return damaged(`the length ${length} is wrong`);
    }
  }
  return torn(
    bytes.length - at < length + RECORD_OVERHEAD ? 'the file ends inside the record' : 'the record does not end where it says',
  );
}

/** A whole sector of zeros, as counted in the file, between two places of the bytes. */
function hasZeroSector(bytes: Uint8Array, from: number, to: number, position: number): boolean {
  const first = from + ((SECTOR_BYTES - (position % SECTOR_BYTES)) % SECTOR_BYTES);
  for (let sector = first; sector + SECTOR_BYTES <= to; sector += SECTOR_BYTES) {
    if (isZero(bytes, sector, sector + SECTOR_BYTES)) return true;
  }
  return false;
}

/** Whether any whole record newer than `after` starts in the bytes: then what is in front of it was not the last write. */
export function holdsRecordAfter(bytes: Uint8Array, after: Zxid): boolean {
  const view = viewOf(bytes);
  for (let at = 0; at + RECORD_OVERHEAD + PAYLOAD_BYTES_MIN <= bytes.length; at++) {
    if (view.getUint32(at) !== 0) continue;
    const length = view.getInt32(at + 8);
    if (length < PAYLOAD_BYTES_MIN || length > PAYLOAD_BYTES_MAX) continue;
    const scanned = scanQuietly(bytes, at, length);
    if (scanned !== null && compareZxids(scanned, after) > 0) return true;
  }
  return false;
}

function scanQuietly(bytes: Uint8Array, at: number, length: number): Zxid | null {
  const start = at + PREFIX_BYTES;
  const end = start + length;
  if (bytes[end] !== END_MARK || viewOf(bytes).getUint32(at + 4) !== adler32(bytes, start, end)) return null;
  return zxidOf(bytes.subarray(start, end));
}

export function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Room in front of the end of the file below which it grows (`FilePadding.calculateFileSizeWithPadding`). */
const PADDING_AHEAD = 4096;

/** Size that a log should have with `position` bytes written of `size`; `preallocBytes` of 0 or less is none. */
export function paddedSize(position: number, size: number, preallocBytes: number): number {
  if (preallocBytes <= 0 || position + PADDING_AHEAD < size) return size;
  if (position <= size) return size + preallocBytes;
  const grown = position + preallocBytes;
  return grown - (grown % preallocBytes);
}
