/** A TCP connection that sends what it is told, sense or nonsense, and keeps what comes back. For bytes before or without a handshake. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { FrameLimits } from '#impl/wire/frames.js';

export const LOCALHOST = '127.0.0.1';

/** Servers do not limit their replies; this is for telling nonsense. */
const REPLY_BYTES_MAX = 0x400_0000;

export const REPLY_FRAMES: FrameLimits = { bytesMin: 0, bytesMax: REPLY_BYTES_MAX };

export interface Address {
  /** 127.0.0.1 if absent. */
  readonly host?: string;
  readonly port: number;
}

/** Connected, or an error of the system. */
export function openSocket({ host = LOCALHOST, port }: Address): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.removeListener('error', reject);
      resolve(socket);
    });
  });
}

/** Sends `bytes` and answers everything that came until the server closed the connection. A reset counts as closed. */
export async function exchange(address: Address, bytes: Uint8Array): Promise<Uint8Array> {
  const socket = await openSocket(address);
  const chunks: Buffer[] = [];
  const closed = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      resolve();
    });
  });
  socket.write(bytes);
  await closed;
  return Buffer.concat(chunks);
}
