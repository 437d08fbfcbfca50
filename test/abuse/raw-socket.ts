/** A connection that sends what no client would, and remembers what came back. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { FrameDecoder } from '#impl/wire/frames.js';
import { openSocket, REPLY_FRAMES } from '../driver/socket.js';

export class RawSocket {
  readonly socket: Socket;
  /** Resolves when the server has closed the connection, or `cut` did. */
  readonly closed: Promise<void>;
  bytesReceived = 0;
  private readonly decoder = new FrameDecoder(REPLY_FRAMES);
  private readonly frames: Uint8Array[] = [];
  private over = false;

  static async open(port: number): Promise<RawSocket> {
    return new RawSocket(await openSocket({ port }));
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      this.bytesReceived += chunk.length;
      this.decoder.push(chunk);
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.over = true;
        resolve();
      });
    });
  }

  get isOver(): boolean {
    return this.over;
  }

  send(bytes: Uint8Array): void {
    if (!this.over) this.socket.write(bytes);
  }

  /** Resolves when the system has taken it all. False: the connection ended before. */
  async sendAll(bytes: Uint8Array): Promise<boolean> {
    if (this.over) return false;
    if (this.socket.write(bytes)) return true;
    // An error ends the connection: then `closed` comes.
    await Promise.race([once(this.socket, 'drain').catch(() => this.closed), this.closed]);
    return !this.over;
  }

  /** The next frame; null: the connection ended before it. */
  async frame(): Promise<Uint8Array | null> {
    for (;;) {
      for (let next = this.decoder.next(); next !== null; next = this.decoder.next()) {
        if (!next.ok) return null;
        this.frames.push(next.value);
      }
      const frame = this.frames.shift();
      if (frame !== undefined) return frame;
      if (this.over) return null;
      const more = new AbortController();
      await Promise.race([once(this.socket, 'data', { signal: more.signal }).catch(() => undefined), this.closed]);
      more.abort();
    }
  }

  /** What came and was not taken as frames is dropped; nothing more is read. */
  stopReading(): void {
    this.socket.pause();
  }

  async cut(): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }
}
