/**
 * Frames: an int length, then as many bytes. On the client port, and on the election port after the first message.
 *
 * Pull, not push: `push` what the socket read, then ask `next` until it answers null. A decoder that found an error stays broken: there is
 * no way to find the next frame.
 */
import { ByteQueue } from './byte-queue.js';
import { fail } from './errors.js';
import type { Decoded } from './errors.js';
import { MAX_BUFFER_DEFAULT } from './jute-reader.js';

const LENGTH_BYTES = 4;

export interface FrameLimits {
  readonly bytesMin: number;
  readonly bytesMax: number;
}

/** `NIOServerCnxn.readLength`; `bytesMax` is `jute.maxbuffer`. */
export const CLIENT_FRAMES: FrameLimits = { bytesMin: 0, bytesMax: MAX_BUFFER_DEFAULT };

/** `QuorumCnxManager.PACKETMAXSIZE`. */
export const ELECTION_FRAMES: FrameLimits = { bytesMin: 1, bytesMax: 0x8_0000 };

/** A decoder of a stream. `next` answers null when more bytes must come first. */
export interface StreamDecoder<T> {
  push(chunk: Uint8Array): void;
  next(): Decoded<T> | null;
  /** What was pushed and not taken, for whatever reads the stream from here on. */
  takeRest(): Uint8Array;
}

export class FrameDecoder implements StreamDecoder<Uint8Array> {
  private readonly limits: FrameLimits;
  private readonly waiting = new ByteQueue();

  constructor(limits: FrameLimits) {
    this.limits = limits;
  }

  push(chunk: Uint8Array): void {
    this.waiting.push(chunk);
  }

  /** The length that comes next, or on a fresh client connection the four letters of a command. */
  peekInt(): number | null {
    return this.waiting.length < LENGTH_BYTES ? null : this.waiting.int(0);
  }

  /** The body of the next frame: a view, good for as long as its chunk. */
  next(): Decoded<Uint8Array> | null {
    const length = this.peekInt();
    if (length === null) return null;
    if (length < this.limits.bytesMin) return fail('ZAB-W002', 0, `a frame of ${length} bytes`);
    if (length > this.limits.bytesMax) return fail('ZAB-W003', 0, `a frame of ${length} bytes, limit ${this.limits.bytesMax}`);
    if (this.waiting.length < LENGTH_BYTES + length) return null;
    this.waiting.take(LENGTH_BYTES);
    return { ok: true, value: this.waiting.take(length) };
  }

  takeRest(): Uint8Array {
    return this.waiting.take(this.waiting.length);
  }
}
