/**
 * Reads Jute's primitives from bytes that are all there (`BinaryInputArchive`). Every read is checked against the end; a length
 * never allocates more than the bytes present. Faults are thrown as `WireFault`, and caught by `decode`.
 */
import type { Zxid } from '#spec/model/zxid.js';
import { WireFault } from './errors.js';
import { readUtf8 } from './utf8.js';

/** `jute.maxbuffer`: bytes of one client frame, unless configured. */
export const MAX_BUFFER_DEFAULT = 0xf_ffff;

/** `jute.maxbuffer` and `zookeeper.jute.maxbuffer.extrasize`, which defaults to the same: bytes of one string or buffer. */
export const MAX_LENGTH_DEFAULT = 2 * MAX_BUFFER_DEFAULT;

const NULL_LENGTH = -1;
const TWO_TO_32 = 0x1_0000_0000;

/** The numbers of `safeLong` as high words: -2^53 to 2^53 - 1, of which -2^53 is let through to no harm. */
const HIGH_MIN = -0x20_0000;
const HIGH_MAX = 0x1f_ffff;

const scratch = new DataView(new ArrayBuffer(8));

export class JuteReader {
  private readonly bytes: Buffer;
  private readonly maxLength: number;
  private at = 0;

  constructor(bytes: Uint8Array, maxLength: number = MAX_LENGTH_DEFAULT) {
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.maxLength = maxLength;
  }

  get offset(): number {
    return this.at;
  }

  get remaining(): number {
    return this.bytes.length - this.at;
  }

  /** One byte; any but zero is true. */
  bool(): boolean {
    return this.bytes[this.advance(1)] !== 0;
  }

  int(): number {
    return this.bytes.readInt32BE(this.advance(4));
  }

  /** The int that comes next, not taken. */
  peekInt(): number {
    this.need(4);
    return this.bytes.readInt32BE(this.at);
  }

  long(): bigint {
    const at = this.advance(8);
    scratch.setInt32(0, this.bytes.readInt32BE(at));
    scratch.setInt32(4, this.bytes.readInt32BE(at + 4));
    return scratch.getBigInt64(0);
  }

  /** A long that this server computes with as a number: times and counts. */
  safeLong(): number {
    const at = this.advance(8);
    const high = this.bytes.readInt32BE(at);
    if (high < HIGH_MIN || high > HIGH_MAX) throw new WireFault('ZAB-W007', at, 'more than 53 bits');
    return high * TWO_TO_32 + this.bytes.readUInt32BE(at + 4);
  }

  /** Both halves unsigned: -1 is (2^32 - 1, 2^32 - 1), and what Java takes for negative has an epoch of 2^31 or more. */
  zxid(): Zxid {
    const at = this.advance(8);
    return { epoch: this.bytes.readUInt32BE(at), counter: this.bytes.readUInt32BE(at + 4) };
  }

  /** Null is taken and told; anything else is left where it is. */
  isNull(): boolean {
    if (this.peekInt() !== NULL_LENGTH) return false;
    this.at += 4;
    return true;
  }

  /** A view of the bytes read, not a copy: who keeps it keeps them all. */
  buffer(): Uint8Array {
    return this.view(this.length());
  }

  ustring(): string {
    const length = this.length();
    const at = this.advance(length);
    return readUtf8(this.bytes, at, at + length);
  }

  /** How many items follow, each of at least `itemBytesMin` bytes, so that no count promises more than there is. */
  count(itemBytesMin: number): number {
    const at = this.at;
    const count = this.int();
    if (count === NULL_LENGTH) throw new WireFault('ZAB-W004', at, 'a null vector');
    if (count < 0) throw new WireFault('ZAB-W002', at, `${count} items`);
    if (count * itemBytesMin > this.remaining) throw new WireFault('ZAB-W001', at, `${count} items in ${this.remaining} bytes`);
    return count;
  }

  /** A reader of the next buffer alone, for records packed in one. */
  nested(): JuteReader {
    return new JuteReader(this.buffer(), this.maxLength);
  }

  /** Everything that is left. */
  rest(): Uint8Array {
    return this.view(this.remaining);
  }

  private view(length: number): Uint8Array {
    // Not a `Buffer`, whose `slice` does not copy.
    return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + this.advance(length), length);
  }

  private length(): number {
    const at = this.at;
    const length = this.int();
    if (length === NULL_LENGTH) throw new WireFault('ZAB-W004', at, 'null');
    if (length < 0) throw new WireFault('ZAB-W002', at, `length ${length}`);
    if (length > this.maxLength) throw new WireFault('ZAB-W003', at, `length ${length}, limit ${this.maxLength}`);
    return length;
  }

  private advance(count: number): number {
    const at = this.at;
    this.need(count);
    this.at = at + count;
    return at;
  }

  private need(count: number): void {
    if (this.at + count > this.bytes.length) {
      throw new WireFault('ZAB-W001', this.at, `${count} bytes needed, ${this.remaining} left`);
    }
  }
}
