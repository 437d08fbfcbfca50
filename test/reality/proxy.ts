/**
 * A TCP proxy that misbehaves as networks do: it cuts, goes silent in one direction or both without closing anything, and delays.
 *
 *     caller ──there──▶ proxy ──▶ target
 *            ◀──back───
 *
 * What is held is not lost: it arrives, in order, once the proxy is healed, as TCP would repeat it. That includes the end of a
 * connection: a silent network does not tell that either.
 */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

const HOST = '127.0.0.1';

export type Direction = 'there' | 'back';

/** Bytes, or what became of the sender: it has finished, or is gone. */
type Item = Uint8Array | 'end' | 'close';

export interface ProxyOptions {
  /** Where it listens; absent: a port of the system's choice. */
  readonly port?: number;
  /**
   * How long a target that does not listen yet is tried again. A caller of a port that nobody listens on would be refused, and could try
   * again itself; through a proxy it is connected already, and must not be hung up on for coming a moment early.
   */
  readonly patienceMs?: number;
}

const RETRY_MS = 10;

/** What a connection is called at its two ends: `initiator>acceptor`, in addresses as each end sees them. */
export interface EndNames {
  readonly client: string;
  readonly server: string;
}

/** One direction of one connection. */
class Pipe {
  private readonly proxy: Proxy;
  private readonly direction: Direction;
  private readonly target: Socket;
  private readonly queue: { readonly item: Item; readonly dueMs: number }[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(proxy: Proxy, direction: Direction, source: Socket, target: Socket) {
    this.proxy = proxy;
    this.direction = direction;
    this.target = target;
    source.on('data', (chunk: Uint8Array) => {
      this.push(chunk);
    });
    source.on('end', () => {
      this.push('end');
    });
    source.on('close', () => {
      this.push('close');
    });
  }

  pump(): void {
    for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
      if (this.proxy.isHeld(this.direction)) return;
      const waitMs = next.dueMs - performance.now();
      if (waitMs > 0) {
        this.timer ??= setTimeout(() => {
          this.timer = null;
          this.pump();
        }, waitMs);
        return;
      }
      this.queue.shift();
      this.pass(next.item);
    }
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.queue.length = 0;
  }

  private push(item: Item): void {
    this.queue.push({ item, dueMs: performance.now() + this.proxy.delayMs });
    this.pump();
  }

  private pass(item: Item): void {
    if (this.target.destroyed) return;
    if (item === 'end') this.target.end();
    else if (item === 'close') this.target.destroySoon();
    else this.target.write(item);
  }
}

interface Connection {
  readonly sockets: readonly Socket[];
  readonly pipes: readonly Pipe[];
}

export class Proxy {
  readonly port: number;
  /** Of every connection so far. */
  readonly endNames: EndNames[] = [];
  /** What passes takes so much longer. */
  delayMs = 0;
  private readonly server: Server;
  private readonly targetPort: number;
  private readonly patienceMs: number;
  /** Whose target is not reached yet. */
  private readonly callers = new Set<Socket>();
  private readonly connections = new Set<Connection>();
  private readonly held = new Set<Direction>();
  private isCut = false;

  private constructor(server: Server, targetPort: number, patienceMs: number) {
    this.server = server;
    this.targetPort = targetPort;
    this.patienceMs = patienceMs;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => {
      this.accept(socket);
    });
  }

  /** In front of a port of this machine, whether anybody listens there yet or not. */
  static open(targetPort: number, { port = 0, patienceMs = 0 }: ProxyOptions = {}): Promise<Proxy> {
    return new Promise((resolve, reject) => {
      // Half-open connections are what it is for.
      const server = createServer({ allowHalfOpen: true, noDelay: true });
      server.once('error', reject);
      server.listen(port, HOST, () => {
        resolve(new Proxy(server, targetPort, patienceMs));
      });
    });
  }

  get connectionCount(): number {
    return this.connections.size;
  }

  isHeld(direction: Direction): boolean {
    return this.held.has(direction);
  }

  /** Ends every connection, what is held included; new ones are ended at once. */
  cut(): void {
    this.isCut = true;
    this.reset();
  }

  /** Ends every connection; new ones are welcome. */
  reset(): void {
    for (const caller of [...this.callers]) caller.destroy();
    for (const { sockets, pipes } of [...this.connections]) {
      for (const pipe of pipes) pipe.stop();
      for (const socket of sockets) socket.destroy();
    }
  }

  /** Silence, until it heals. */
  hold(...directions: readonly Direction[]): void {
    for (const direction of directions) this.held.add(direction);
  }

  heal(): void {
    this.isCut = false;
    this.delayMs = 0;
    this.held.clear();
    for (const { pipes } of [...this.connections]) for (const pipe of pipes) pipe.pump();
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  private accept(caller: Socket): void {
    caller.on('error', () => undefined);
    if (this.isCut) {
      caller.destroy();
      return;
    }
    this.callers.add(caller);
    caller.once('close', () => this.callers.delete(caller));
    this.reach(caller, performance.now() + this.patienceMs);
  }

  private reach(caller: Socket, deadlineMs: number): void {
    if (caller.destroyed) return;
    const target = connect({ host: HOST, port: this.targetPort, allowHalfOpen: true, noDelay: true });
    const failed = (): void => {
      if (performance.now() >= deadlineMs) caller.destroy();
      else {
        setTimeout(() => {
          this.reach(caller, deadlineMs);
        }, RETRY_MS);
      }
    };
    target.once('error', failed);
    target.once('connect', () => {
      target.off('error', failed);
      target.on('error', () => undefined);
      this.callers.delete(caller);
      if (caller.destroyed) target.destroy();
      else this.join(caller, target);
    });
  }

  private join(caller: Socket, target: Socket): void {
    this.endNames.push({
      client: `${HOST}:${caller.remotePort ?? 0}>${HOST}:${this.port}`,
      server: `${HOST}:${target.localPort ?? 0}>${HOST}:${this.targetPort}`,
    });
    const pipes = [new Pipe(this, 'there', caller, target), new Pipe(this, 'back', target, caller)];
    const connection = { sockets: [caller, target], pipes };
    this.connections.add(connection);
    const closed = (): void => {
      if (!caller.destroyed || !target.destroyed) return;
      for (const pipe of pipes) pipe.stop();
      this.connections.delete(connection);
    };
    caller.on('close', closed);
    target.on('close', closed);
  }
}
