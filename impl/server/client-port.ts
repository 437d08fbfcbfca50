/** The client port (`NIOServerCnxnFactory`): who may connect, and what becomes of connections that never say who they are. */
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import { openListener } from '#impl/net/listener.js';
import type { Listener } from '#impl/net/listener.js';
import type { NetError } from '#impl/net/errors.js';
import type { ServerConfig } from '#impl/config/server-config.js';
import type { HostPort } from '#impl/wire/host-port.js';
import { ClientConnection } from './client-connection.js';
import type { ConnectionOptions } from './client-connection.js';
import type { Serving } from './serving.js';

export interface ClientPortOptions extends Pick<ConnectionOptions, 'turn' | 'metrics' | 'command' | 'recorder'> {
  readonly config: ServerConfig;
  readonly log: Logger;
  /** Null while nobody is served: connections may ask four-letter words, and are closed when they ask for a session. */
  readonly serving: () => Serving | null;
}

export type OpenedClientPort =
  { readonly ok: true; readonly port: ClientPort } | { readonly ok: false; readonly error: NetError };

export class ClientPort {
  readonly connections = new Set<ClientConnection>();
  private readonly options: ClientPortOptions;
  private readonly perAddress = new Map<string, number>();
  private listener: Listener | null = null;

  private constructor(options: ClientPortOptions) {
    this.options = options;
  }

  static async open(options: ClientPortOptions, address: HostPort): Promise<OpenedClientPort> {
    const port = new ClientPort(options);
    const connected = (socket: Socket): void => {
      port.accept(socket);
    };
    const opened = await openListener({ address, tries: 5, log: options.log, connected });
    if (!opened.ok) return opened;
    port.listener = opened.listener;
    return { ok: true, port };
  }

  get address(): HostPort | null {
    return this.listener?.address ?? null;
  }

  /** Once a tick: connections that have not shaken hands for too long are closed. */
  tick(): void {
    const { config, metrics } = this.options;
    const now = performance.now();
    for (const connection of this.connections) {
      if (!connection.isNew || now - connection.acceptedMs < config.sessionlessTimeoutMs) continue;
      metrics.sessionlessExpired.add();
      connection.destroy();
    }
  }

  async close(): Promise<void> {
    await this.listener?.close();
  }

  private accept(socket: Socket): void {
    const { config, metrics, log } = this.options;
    const address = socket.remoteAddress ?? '';
    const already = this.perAddress.get(address) ?? 0;
    const tooMany = config.maxClientCnxns > 0 && already >= config.maxClientCnxns;
    if (tooMany || (config.maxCnxns > 0 && this.connections.size >= config.maxCnxns)) {
      metrics.connectionsRejected.add();
      log.warn({ remote: address, limit: tooMany ? config.maxClientCnxns : config.maxCnxns }, 'too many connections');
      socket.destroy();
      return;
    }
    this.perAddress.set(address, already + 1);
    const connection = new ClientConnection(socket, this.connectionOptions());
    this.connections.add(connection);
    socket.once('close', () => {
      this.connections.delete(connection);
      const left = (this.perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.perAddress.set(address, left);
      else this.perAddress.delete(address);
    });
  }

  private connectionOptions(): ConnectionOptions {
    const { turn, metrics, config, command, serving, recorder } = this.options;
    return {
      turn,
      metrics,
      maxBuffer: config.maxBuffer,
      allows: (word) => config.fourLetterWords === 'all' || config.fourLetterWords.has(word),
      command,
      recorder,
      handshake: (connection, request) => {
        const current = serving();
        if (current === null) connection.destroy();
        else current.handshake(connection, request);
      },
      request: (connection, frame, bytes) => {
        serving()?.request(connection, frame, bytes);
      },
      mayTake: (connection) => serving()?.mayTake(connection) ?? false,
      writable: (connection) => {
        serving()?.writable(connection);
      },
      closed: (connection) => {
        serving()?.closed(connection);
      },
    };
  }
}
