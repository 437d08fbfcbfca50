/**
 * Writes Jute's primitives into a buffer that doubles when it is full (`BinaryOutputArchive`). Made to be kept: `reset` and write
 * again. Values are trusted: what does not fit its field is an error of the caller.
 */
import type { Zxid } from '#spec/model/zxid.js';
import { BYTES_PER_UNIT_MAX, writeUtf8 } from './utf8.js';

const CAPACITY_FIRST = 1024;

/** A writer that once held one huge value does not keep room for the next. */
const CAPACITY_KEPT_MAX = 0x10_0000;

const TWO_TO_32 = 0x1_0000_0000;

export class JuteWriter {
  private bytes = new Uint8Array(CAPACITY_FIRST);
  private view = new DataView(this.bytes.buffer);
  private end = 0;

  get length(): number {
    return this.end;
  }

  bool(value: boolean): void {
    const at = this.advance(1);
    this.bytes[at] = value ? 1 : 0;
  }

  int(value: number): void {
    const at = this.advance(4);
    this.view.setInt32(at, value);
  }

  long(value: bigint): void {
    const at = this.advance(8);
    this.view.setBigInt64(at, value);
  }

  safeLong(value: number): void {
    this.halves(Math.floor(value / TWO_TO_32), value);
  }

  zxid(value: Zxid): void {
    this.halves(value.epoch, value.counter);
  }

  null(): void {
    this.int(-1);
  }

  buffer(value: Uint8Array): void {
    this.int(value.length);
    this.raw(value);
  }

  /** Bytes as they are, with no length. */
  raw(value: Uint8Array): void {
    const at = this.advance(value.length);
    this.bytes.set(value, at);
  }

  ustring(value: string): void {
    const at = this.end;
    this.advance(4 + value.length * BYTES_PER_UNIT_MAX);
    this.end = writeUtf8(this.bytes, at + 4, value);
    this.view.setInt32(at, this.end - at - 4);
  }

  /** Leaves room for the length of what comes; hand the answer to `close`. Frames and packed records are such blocks. */
  open(): number {
    return this.advance(4);
  }

  close(block: number): void {
    this.view.setInt32(block, this.end - block - 4);
  }

  reset(): void {
    this.end = 0;
    if (this.bytes.length > CAPACITY_KEPT_MAX) this.replace(CAPACITY_FIRST);
  }

  /** What was written, valid until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.end);
  }

  /** A copy of what was written; the writer starts anew. */
  take(): Uint8Array {
    const taken = new Uint8Array(this.written());
    this.reset();
    return taken;
  }

  private halves(high: number, low: number): void {
    const at = this.advance(8);
    this.view.setUint32(at, high);
    this.view.setUint32(at + 4, low);
  }

  private advance(count: number): number {
    const at = this.end;
    const end = at + count;
    if (end > this.bytes.length) this.grow(end);
    this.end = end;
    return at;
  }

  private grow(needed: number): void {
    const old = this.bytes;
    let capacity = old.length;
    while (capacity < needed) capacity *= 2;
    this.replace(capacity);
    this.bytes.set(old.subarray(0, this.end));
  }

  private replace(capacity: number): void {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }
}
