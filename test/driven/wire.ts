/**
 * One connection of the quorum port, from a learner to its leader, with the driver in the middle: what either says waits here until it is
 * delivered, and each end hears of the connection's end when it is told.
 *
 *     learner ──▶ near │ fromLearner ─▶ │ far ──▶ leader
 *             ◀──      │ ◀─ fromLeader  │     ◀──
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { ServerId } from '#spec/model/quorum.js';
import { HOST } from '../peers/ports.js';
import { FrameReader } from './frames.js';
import type { Frame } from './frames.js';
import type { Pulse } from './pulse.js';

/** For a leader to open its port. */
const LISTEN_TRIES = 10_000;

interface End {
  readonly socket: Socket;
  /** Came from it, and waits to be delivered. */
  readonly frames: Frame[];
  ended: boolean;
}

/** Where a learner looks for a leader: open when it is told so. */
export class Door {
  private readonly port: number;
  private server: Server | null = null;

  constructor(port: number) {
    this.port = port;
  }

  /** `caller`: the first. */
  async open(): Promise<{ readonly caller: Promise<Socket> }> {
    const server = createServer({ noDelay: true });
    this.server = server;
    server.listen(this.port, HOST);
    await once(server, 'listening');
    const caller = once(server, 'connection').then(([socket]) => socket as Socket);
    return { caller };
  }

  close(): void {
    this.server?.close();
  }
}

export class Wire {
  readonly learner: ServerId;
  readonly leader: ServerId;
  /** What the connection is called at the leader, and at the learner. */
  readonly names: readonly [string, string];
  /** Has the leader heard who it is? */
  introduced = false;
  private readonly near: End;
  private readonly far: End;
  private readonly pulse: Pulse;

  constructor(ends: { readonly learner: ServerId; readonly leader: ServerId }, near: Socket, far: Socket, pulse: Pulse) {
    this.learner = ends.learner;
    this.leader = ends.leader;
    this.pulse = pulse;
    this.near = this.endOf(near);
    this.far = this.endOf(far);
    this.names = [
      `${addressOf(far, 'local')}>${addressOf(far, 'remote')}`,
      `${addressOf(near, 'remote')}>${addressOf(near, 'local')}`,
    ];
  }

  /** Takes the oldest of what waits for `server`; waits until its bytes are here. */
  async takeFor(server: ServerId): Promise<Frame> {
    const { frames } = server === this.leader ? this.near : this.far;
    await this.pulse.until(
      () => frames.length > 0,
      () => `nothing has come that could be delivered to server ${server}`,
    );
    return frames.shift() as Frame;
  }

  give(server: ServerId, { bytes }: Frame): void {
    if (server === this.leader) this.introduced = true;
    this.end(server).socket.write(bytes);
  }

  /** The server learns that the connection is over. */
  async hangUp(server: ServerId): Promise<void> {
    const { socket } = this.end(server);
    if (!socket.closed) {
      socket.destroy();
      await once(socket, 'close');
    }
  }

  /** Neither end is waited for. */
  cut(): void {
    this.near.socket.destroy();
    this.far.socket.destroy();
  }

  /** The server has let go of the connection. */
  async letGo(server: ServerId): Promise<void> {
    const end = this.end(server);
    await this.pulse.until(
      () => end.ended,
      () => `server ${server} has not closed its connection between ${this.learner} and ${this.leader}`,
    );
  }

  holds(server: ServerId): boolean {
    return !this.end(server).ended;
  }

  private end(server: ServerId): End {
    assert(server === this.leader || server === this.learner, 'one of the two');
    return server === this.leader ? this.far : this.near;
  }

  private endOf(socket: Socket): End {
    const end: End = { socket, frames: [], ended: false };
    const reader = new FrameReader();
    const over = (): void => {
      end.ended = true;
      this.pulse.beat();
    };
    socket.on('data', (chunk: Buffer) => {
      end.frames.push(...reader.push(chunk));
      this.pulse.beat();
    });
    socket.on('error', () => socket.destroy());
    socket.once('end', over);
    socket.once('close', over);
    return end;
  }
}

/** A leader opens its port a moment after it has begun to lead. */
export async function call(port: number): Promise<Socket> {
  for (let tries = 0; tries < LISTEN_TRIES; tries++) {
    const socket = connect({ host: HOST, port, noDelay: true });
    const connected = await new Promise<boolean>((done) => {
      socket.once('connect', () => {
        done(true);
      });
      socket.once('error', () => {
        done(false);
      });
    });
    if (connected) return socket;
  }
  return assert.fail(`nobody listens on port ${port}`);
}

function addressOf(socket: Socket, side: 'local' | 'remote'): string {
  return side === 'local' ? `${socket.localAddress}:${socket.localPort}` : `${socket.remoteAddress}:${socket.remotePort}`;
}
