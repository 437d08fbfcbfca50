/**
 * Ports for servers, known before anybody listens there: below those that the system gives to whoever asks for any, for outgoing
 * connections too. Among those, somebody in this test or in one beside it would now and then sit on the port before its server does, or
 * when that returns, or is leader at last.
 */
import { createServer } from 'node:net';
import { HOST } from './ports.js';

const FIRST = 11_000;
/** Each process has a block of its own, almost certainly: tests run beside each other. */
const BLOCK = 300;
const BLOCKS = 70;

const block = FIRST + (process.pid % BLOCKS) * BLOCK;
let next = Math.floor(Math.random() * BLOCK);

/** Different ports where nobody listened a moment ago. None is given again by this process before 300 others were. */
export async function serverPorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = block + (next++ % BLOCK);
    if (await isFree(port)) ports.push(port);
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
