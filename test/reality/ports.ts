/**
 * Ports for servers that are killed and come back: below those that the system gives to outgoing connections, or one of the many
 * connections of a test would sit on the port when its server returns.
 */
import { createServer } from 'node:net';

const HOST = '127.0.0.1';
const FIRST = 11_000;
const LAST = 32_000;

const given = new Set<number>();

/** Different ports that nobody listened on a moment ago, never given before by this process. */
export async function serverPorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, HOST, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
