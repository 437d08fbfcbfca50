/**
 * What stands between a learner and whoever leads: it hands bytes on, and holds back those of the leader when it is told to, so that the
 * learner falls behind. What the learner says still gets through.
 */
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { HOST } from '../peers/ports.js';

export class DelayedLink {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  /** To the leader: what they read goes to the learner. */
  private readonly upstream = new Set<Socket>();
  private held = false;

  /** Listens on `port`, hands on to `target`. */
  static async open(port: number, target: number): Promise<DelayedLink> {
    const link = new DelayedLink(target);
    await new Promise<void>((resolve, reject) => {
      link.server.once('error', reject);
      link.server.listen(port, HOST, resolve);
    });
    return link;
  }

  private constructor(target: number) {
    this.server = createServer({ noDelay: true }, (learner) => {
      this.join(learner, target);
    });
  }

  /** From now on the learner hears nothing from the leader. */
  hold(): void {
    this.held = true;
    for (const socket of this.upstream) socket.pause();
  }

  release(): void {
    this.held = false;
    for (const socket of this.upstream) socket.resume();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(learner: Socket, target: number): void {
    const leader = connect({ host: HOST, port: target, noDelay: true });
    this.upstream.add(leader);
    leader.on('data', (chunk: Buffer) => learner.write(chunk));
    learner.on('data', (chunk: Buffer) => leader.write(chunk));
    if (this.held) leader.pause();
    for (const [socket, other] of [
      [leader, learner],
      [learner, leader],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        this.sockets.delete(socket);
        this.upstream.delete(socket);
        other.destroy();
      });
    }
  }
}
