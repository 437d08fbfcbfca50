/**
 * One connection of the election port after its first message: frames, one write at a time (`QuorumCnxManager.SendWorker`, `RecvWorker`).
 *
 * While a frame is `writing` the next one is not taken, so a peer that does not read costs one frame and what the system buffers.
 */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import type { WireError } from '#impl/wire/errors.js';
import { ELECTION_FRAMES, FrameDecoder } from '#impl/wire/frames.js';
import { endOf } from '../socket.js';

const LENGTH_BYTES = 4;

export interface ConnectionEvents {
  readonly received: (frame: Uint8Array) => void;
  /** What was sent is with the operating system; the next may follow. */
  readonly idle: () => void;
  /** Not by `close`. */
  readonly ended: (reason: string) => void;
  /** What follows in the stream cannot be made out. `ended` comes next. */
  readonly broken: (error: WireError) => void;
}

export class Connection {
  private readonly socket: Socket;
  private readonly events: ConnectionEvents;
  private readonly decoder = new FrameDecoder(ELECTION_FRAMES);
  private isWriting = false;
  private isOver = false;

  constructor(socket: Socket, events: ConnectionEvents) {
    this.socket = socket;
    this.events = events;
    socket.on('data', (chunk) => {
      this.take(chunk);
    });
    socket.once('close', () => {
      if (this.isOver) return;
      this.isOver = true;
      events.ended(endOf(socket));
    });
  }

  /** The last frame may not have left. */
  get writing(): boolean {
    return this.isWriting;
  }

  /** Frames that came together with the caller's first message. */
  takeRest(rest: Uint8Array): void {
    if (rest.length > 0) this.take(rest);
  }

  /** A frame of 1 to 524288 bytes; not while `writing`. */
  send(frame: Uint8Array): void {
    assert(!this.isWriting, 'one frame at a time');
    this.isWriting = true;
    const bytes = Buffer.allocUnsafe(LENGTH_BYTES + frame.length);
    bytes.writeInt32BE(frame.length, 0);
    bytes.set(frame, LENGTH_BYTES);
    this.socket.write(bytes, (error) => {
      // Failed: the socket closes next.
      if (this.isOver || (error !== null && error !== undefined)) return;
      this.isWriting = false;
      this.events.idle();
    });
  }

  /** No event follows. */
  close(): void {
    this.isOver = true;
    this.socket.destroy();
  }

  private take(chunk: Uint8Array): void {
    this.decoder.push(chunk);
    for (let next = this.decoder.next(); next !== null; next = this.decoder.next()) {
      if (!next.ok) {
        this.socket.destroy();
        this.events.broken(next.error);
        return;
      }
      this.events.received(next.value);
      // Whoever received it may have closed this.
      if (this.isOver) return;
    }
  }
}
