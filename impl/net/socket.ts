/** Sockets of one port: how they are set up, and how all of them end. */
import type { Socket } from 'node:net';

/** Idle for so long, a connection is probed; on Linux ten unanswered probes, a second apart, end it. */
const KEEP_ALIVE_IDLE_MS = 10_000;

/** For `connect` and `createServer`. Small messages leave at once; a peer whose machine died is noticed. */
export const SOCKET_OPTIONS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_IDLE_MS } as const;

export class Sockets {
  private readonly open = new Set<Socket>();

  add(socket: Socket): void {
    this.open.add(socket);
    // Said once more when the socket closes, which is next: see `endOf`.
    socket.on('error', () => undefined);
    socket.once('close', () => this.open.delete(socket));
  }

  /** Nothing of them is left when it comes back. Unsent bytes are dropped. */
  async destroyAll(): Promise<void> {
    await Promise.all([...this.open].map(destroyed));
  }
}

function destroyed(socket: Socket): Promise<void> {
  return new Promise((done) => {
    socket.once('close', () => {
      done();
    });
    socket.destroy();
  });
}

/** Why a closed socket closed. */
export function endOf(socket: Socket): string {
  return socket.errored?.message ?? 'closed by the other side';
}
