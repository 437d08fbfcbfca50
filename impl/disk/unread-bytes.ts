/**
 * Bytes of a stream that end inside something and wait for the rest of it: what is whole is read where it lies, what is left of a
 * chunk is kept. Memory follows the bytes that came, not a length that was only claimed.
 */
import { faultOf } from '#impl/wire/errors.js';
import { JuteReader } from '#impl/wire/jute-reader.js';

export class UnreadBytes {
  private readonly maxLength: number;
  /** What waits is at its front. */
  private room = new Uint8Array(0);
  private count = 0;

  /** `maxLength`: bytes of one string or buffer. */
  constructor(maxLength: number) {
    this.maxLength = maxLength;
  }

  /** A view, until the next `read`. */
  get waiting(): Uint8Array {
    return this.room.subarray(0, this.count);
  }

  /**
   * Calls `step` until it says that it is done or finds that the bytes end; what it began then it begins again with the next chunk.
   * Answers the bytes that were read whole: a view, until the next `read`. Other faults of `step` are thrown; then nothing waits.
   */
  read(chunk: Uint8Array, step: (reader: JuteReader) => 'more' | 'done'): Uint8Array {
    const bytes = this.joined(chunk);
    const reader = new JuteReader(bytes, this.maxLength);
    let taken = 0;
    try {
      for (let next = 'more'; next === 'more'; taken = reader.offset) next = step(reader);
    } catch (error) {
      this.count = 0;
      if (faultOf(error).code !== 'ZAB-W001') throw error;
    }
    // Where nothing was read the room stays, and doubles: else a large node that comes in small chunks is copied for each of them.
    if (taken > 0 || bytes === chunk) this.room = bytes.slice(taken);
    this.count = bytes.length - taken;
    return bytes.subarray(0, taken);
  }

  private joined(chunk: Uint8Array): Uint8Array {
    if (this.count === 0) return chunk;
    const end = this.count + chunk.length;
    if (end > this.room.length) {
      const room = new Uint8Array(Math.max(end, 2 * this.room.length));
      room.set(this.waiting);
      this.room = room;
    }
    this.room.set(chunk, this.count);
    return this.room.subarray(0, end);
  }
}
