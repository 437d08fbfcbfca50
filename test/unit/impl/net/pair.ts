/** Two ends of a real connection on loopback, and short ways to look at them. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { HostPort } from '#impl/wire/host-port.js';
import { serverPorts } from '../../../peers/server-ports.js';

export interface Pair {
  /** The accepted end. */
  readonly near: Socket;
  /** The end that called. It reads nothing until it is told to. */
  readonly far: Socket;
}

/** Both ends are gone when the test ends. */
export async function socketPair(t: Pick<TestContext, 'after'>): Promise<Pair> {
  const server = createServer({ noDelay: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const far = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, noDelay: true });
  far.on('error', () => undefined);
  const [near] = (await once(server, 'connection')) as [Socket];
  if (far.connecting) await once(far, 'connect');
  server.close();
  t.after(() => {
    near.destroy();
    far.destroy();
  });
  return { near, far };
}

/** Everything that comes until the other side ends. */
export async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
  });
  // It has ended already where nothing came at all.
  if (!socket.readableEnded && !socket.destroyed) {
    socket.resume();
    await once(socket, 'end');
  }
  return Buffer.concat(chunks);
}

/** The next `count` bytes; what is behind them stays. */
export function readBytes(socket: Socket, count: number): Promise<Buffer> {
  return new Promise((done, fail) => {
    const attempt = (): void => {
      const bytes = socket.read(count) as Buffer | null;
      if (bytes?.length !== count) return;
      finish(() => {
        done(bytes);
      });
    };
    const ended = (): void => {
      finish(() => {
        fail(new Error(`ended before ${count} bytes had come`));
      });
    };
    const finish = (tell: () => void): void => {
      socket.off('readable', attempt);
      socket.off('end', ended);
      tell();
    };
    socket.on('readable', attempt);
    socket.on('end', ended);
    attempt();
  });
}

/** Behind all work of this turn of the event loop. */
export function turnEnd(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

export function closed(socket: Socket): Promise<unknown> {
  return socket.closed ? Promise.resolve() : new Promise((done) => socket.once('close', done));
}

/** An address of loopback at which nobody listens. */
export async function freeAddress(): Promise<HostPort> {
  const [port = 0] = await serverPorts(1);
  return { host: '127.0.0.1', port };
}
