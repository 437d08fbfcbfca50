/** Calling a server: its addresses one after the other, and what is said when somebody answers. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { HostPort } from '#impl/wire/host-port.js';
import { showHostPort } from '#impl/wire/host-port.js';
import { SOCKET_OPTIONS, endOf } from '../socket.js';
import type { Sockets } from '../socket.js';

/** Something under way that can be given up; then it reports nothing. */
export interface Attempt {
  readonly cancel: () => void;
}

export interface DialOptions {
  /** At least one. */
  readonly addresses: readonly HostPort[];
  /** For each address. */
  readonly timeoutMs: number;
  readonly sockets: Sockets;
  readonly connected: (socket: Socket) => void;
  /** Nobody answers at any of the addresses, and why. */
  readonly failed: (reasons: string) => void;
}

export function dial(options: DialOptions): Attempt {
  const { addresses, timeoutMs, sockets } = options;
  assert(addresses.length > 0, 'a server has an address');
  const reasons: string[] = [];
  let cancel = (): void => undefined;

  const next = (): void => {
    const address = addresses[reasons.length];
    if (address === undefined) {
      options.failed(reasons.join(', '));
      return;
    }
    const socket = connect({ ...address, ...SOCKET_OPTIONS });
    sockets.add(socket);
    const timer = setTimeout(() => socket.destroy(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
    const failed = (): void => {
      clearTimeout(timer);
      reasons.push(`${showHostPort(address)}: ${endOf(socket)}`);
      next();
    };
    const connected = (): void => {
      if (isOwnEnd(socket)) {
        socket.destroy(new Error('answered by its own call'));
        return;
      }
      clearTimeout(timer);
      socket.off('close', failed);
      options.connected(socket);
    };
    socket.once('close', failed);
    socket.once('connect', connected);
    cancel = () => {
      clearTimeout(timer);
      socket.off('close', failed);
      socket.off('connect', connected);
      socket.destroy();
    };
  };

  next();
  return {
    cancel: () => {
      cancel();
    },
  };
}

/** On one machine, a call to a port where nobody listens can be given that very port to call from: TCP then connects it to itself. */
function isOwnEnd(socket: Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;
}

export interface IntroduceOptions {
  /** For the other side to hang up. */
  readonly timeoutMs: number;
  readonly done: () => void;
}

/** Says who calls, in one write, and nothing else: the other side is to hang up and to call back. */
export function introduce(socket: Socket, message: Uint8Array, { timeoutMs, done }: IntroduceOptions): Attempt {
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  const closed = (): void => {
    clearTimeout(timer);
    done();
  };
  socket.once('close', closed);
  socket.resume();
  socket.end(message);
  return {
    cancel: () => {
      clearTimeout(timer);
      socket.off('close', closed);
      socket.destroy();
    },
  };
}
