/**
 * Who called the election port and has not said yet who it is (`QuorumCnxManager.handleConnection`).
 *
 * Anybody can call. A caller has a fixed time for its whole first message, however slowly it talks, and takes one of few places. When
 * they are full the oldest caller goes: a real server speaks at once, so it is not the one to wait longest.
 */
import type { Socket } from 'node:net';
import type { InitialMessage } from '#impl/wire/election.js';
import { InitialMessageDecoder } from '#impl/wire/election.js';
import { netError } from '../errors.js';
import type { NetError } from '../errors.js';
import { logError } from '../log.js';
import type { Log } from '../log.js';
import { endOf } from '../socket.js';

const CALLERS_MAX = 64;

export interface CallersOptions {
  readonly timeoutMs: number;
  readonly log: Log;
  /** `rest`: bytes that came behind the message. The socket is now the callee's. */
  readonly identified: (socket: Socket, message: InitialMessage, rest: Uint8Array) => void;
}

export class Callers {
  private readonly options: CallersOptions;
  /** How to stop listening to each, oldest first. */
  private readonly waiting = new Map<Socket, () => void>();

  constructor(options: CallersOptions) {
    this.options = options;
  }

  add(socket: Socket): void {
    this.makeRoom();
    const { timeoutMs } = this.options;
    const decoder = new InitialMessageDecoder();
    const timer = setTimeout(() => {
      this.refuse(socket, netError('ZAB-N003', `nothing whole in ${timeoutMs} ms`));
    }, timeoutMs);
    const read = (chunk: Uint8Array): void => {
      this.read(socket, decoder, chunk);
    };
    const closed = (): void => {
      this.refuse(socket, netError('ZAB-N003', endOf(socket)));
    };
    socket.on('data', read);
    socket.once('close', closed);
    this.waiting.set(socket, () => {
      clearTimeout(timer);
      socket.off('data', read);
      socket.off('close', closed);
    });
  }

  /** Closes this socket too, and says why. */
  refuse(socket: Socket, error: NetError): void {
    this.forget(socket);
    logError(this.options.log, 'warn', error, { remote: socket.remoteAddress, remotePort: socket.remotePort });
    socket.destroy();
  }

  closeAll(): void {
    for (const socket of [...this.waiting.keys()]) {
      this.forget(socket);
      socket.destroy();
    }
  }

  private makeRoom(): void {
    const [oldest] = this.waiting.keys();
    if (oldest === undefined || this.waiting.size < CALLERS_MAX) return;
    this.refuse(oldest, netError('ZAB-N007', `${CALLERS_MAX} wait`));
  }

  private read(socket: Socket, decoder: InitialMessageDecoder, chunk: Uint8Array): void {
    decoder.push(chunk);
    const message = decoder.next();
    if (message === null) return;
    if (!message.ok) {
      this.refuse(socket, netError('ZAB-N004', message.error.message));
      return;
    }
    this.forget(socket);
    this.options.identified(socket, message.value, decoder.takeRest());
  }

  private forget(socket: Socket): void {
    this.waiting.get(socket)?.();
    this.waiting.delete(socket);
  }
}
