/**
 * What leaves by a socket: gathered while a turn of the event loop lasts, written at its end. A stream (a snapshot on its way to a
 * learner) goes chunk by chunk as the socket takes them; what is sent behind it waits for its end.
 */
import type { Socket } from 'node:net';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import type { Turn } from './turn.js';

type Chunks = Generator<Uint8Array, void, void>;

export class Outbox {
  private readonly socket: Socket;
  private readonly turn: Turn;
  private readonly writer = new JuteWriter();
  private scheduled = false;
  private stream: Chunks | null = null;
  /** Behind the stream under way: bytes, and further streams. */
  private waiting: (Uint8Array | Chunks)[] = [];
  private waitingBytes = 0;
  private ended = false;

  constructor(socket: Socket, turn: Turn) {
    this.socket = socket;
    this.turn = turn;
    socket.on('drain', () => {
      this.pump();
    });
  }

  /** Bytes that this process still holds for the receiver. */
  get backlogBytes(): number {
    return this.socket.writableLength + this.writer.length + this.waitingBytes;
  }

  /** Where to write: what is appended leaves at the end of the turn. */
  open(): JuteWriter {
    if (!this.scheduled) {
      this.scheduled = true;
      this.turn.atEnd(this.flush);
    }
    return this.writer;
  }

  /** Sends chunks as they are asked for; each is valid until the next is. */
  sendStream(chunks: Chunks): void {
    this.gather();
    this.waiting.push(chunks);
    this.pump();
  }

  /** Sends what was gathered, then closes for writing. */
  end(): void {
    this.ended = true;
    this.flush();
  }

  private readonly flush = (): void => {
    this.scheduled = false;
    if (this.socket.destroyed) return;
    this.gather();
    this.pump();
  };

  private gather(): void {
    if (this.writer.length === 0) return;
    const bytes = this.writer.take();
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
  }

  private pump(): void {
    for (;;) {
      if (this.stream !== null) {
        if (!this.pumpStream(this.stream)) return;
        this.stream = null;
      }
      const next = this.waiting.shift();
      if (next === undefined) break;
      if (next instanceof Uint8Array) {
        this.waitingBytes -= next.length;
        this.socket.write(next);
      } else {
        this.stream = next;
      }
    }
    if (this.ended) this.socket.end();
  }

  /** False: the socket is full, and says `drain` later. It may have been so before: what is gathered behind a stream comes here, too. */
  private pumpStream(stream: Chunks): boolean {
    if (this.socket.writableNeedDrain) return false;
    for (let step = stream.next(); step.done !== true; step = stream.next()) {
      // A copy: the generator writes its next chunk where this one lies.
      if (!this.socket.write(step.value.slice())) return false;
    }
    return true;
  }
}
