/** A port that listens, and the connections it accepted: opened and closed as one thing. */
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { HostPort } from '#impl/wire/host-port.js';
import { netError } from './errors.js';
import type { NetError } from './errors.js';
import { listen } from './listen.js';
import type { ListenOptions } from './listen.js';
import { logError } from './log.js';
import { SOCKET_OPTIONS, Sockets } from './socket.js';

export interface ListenerOptions extends ListenOptions {
  /** Port 0: one of the system's choice. */
  readonly address: HostPort;
  readonly connected: (socket: Socket) => void;
}

export type OpenedListener =
  { readonly ok: true; readonly listener: Listener } | { readonly ok: false; readonly error: NetError };

export class Listener {
  readonly address: HostPort;
  private readonly server: Server;
  private readonly sockets: Sockets;

  /** Made by `openListener`. */
  constructor(server: Server, sockets: Sockets, address: HostPort) {
    this.server = server;
    this.sockets = sockets;
    this.address = address;
  }

  /** Accepts nothing more; the connections go on. */
  refuse(): void {
    this.server.close();
  }

  /** The connections that it accepted end too. When it comes back, no socket is left. */
  async close(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    await this.sockets.destroyAll();
    await closed;
  }
}

export async function openListener(options: ListenerOptions): Promise<OpenedListener> {
  const { address, connected, log } = options;
  const sockets = new Sockets();
  const server = createServer(SOCKET_OPTIONS, (socket) => {
    sockets.add(socket);
    connected(socket);
  });
  const listening = await listen(server, address, options);
  if (!listening.ok) return listening;
  // Such as too many open files. It goes on listening.
  server.on('error', (error) => {
    logError(log, 'warn', netError('ZAB-N001', error.message), {});
  });
  return { ok: true, listener: new Listener(server, sockets, listening.address) };
}
