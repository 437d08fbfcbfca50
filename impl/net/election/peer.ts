/**
 * One other server, as the election port sees it: what is to be said to it, and the one connection to say it on.
 *
 *     send -> mail -> connection          mail: the newest frame, kept until a connection takes it
 *               <- last <-                last: the frame that the connection took last; when it ends, mail again
 *
 * Whether a frame arrived nobody can tell: a machine, or what stands between, may take it and go down. So what was said last is said
 * again on every new connection, as Apache does, and a lost connection is made anew for it, as Apache does not.
 *
 * The pair's connection is the one that the larger id opened. The smaller one calls only to be called back:
 *
 *     1 -> 2   first message, hangs up
 *     2 -> 1   hangs up on 1, drops what it had with 1, then calls: first message, frames both ways
 */
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import type { Socket } from 'node:net';
import type { ServerId } from '#spec/model/quorum.js';
import { decodeNotification } from '#impl/wire/election.js';
import type { PeerNotification } from '#impl/wire/election.js';
import { ELECTION_FRAMES } from '#impl/wire/frames.js';
import { showHostPort } from '#impl/wire/host-port.js';
import type { HostPort } from '#impl/wire/host-port.js';
import { netError } from '../errors.js';
import type { NetErrorCode } from '../errors.js';
import { logError } from '../log.js';
import type { Log } from '../log.js';
import type { Sockets } from '../socket.js';
import { Connection } from './connection.js';
import { dial, introduce } from './dial.js';
import type { Attempt } from './dial.js';

/** Between the end of one attempt, or of a connection, and the next attempt: doubled each time, until a frame is received. */
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 2000;

export interface PeerOptions {
  readonly self: ServerId;
  readonly id: ServerId;
  /** By configuration, as of now; none: it is no member any more. */
  readonly addresses: () => readonly HostPort[];
  /** This server's first message on a connection. */
  readonly introduction: Uint8Array;
  readonly connectTimeoutMs: number;
  readonly handshakeTimeoutMs: number;
  readonly sockets: Sockets;
  readonly receive: (from: ServerId, notification: PeerNotification) => void;
  readonly log: Log;
}

export class Peer {
  private readonly options: PeerOptions;
  private mail: Uint8Array | null = null;
  private last: Uint8Array | null = null;
  private connection: Connection | null = null;
  private attempt: Attempt | null = null;
  private retry: NodeJS.Timeout | null = null;
  /** Attempts and connections that ended, since a frame was received. */
  private failures = 0;
  /** Frames that could not be read, on this connection. */
  private unreadable = 0;
  /** When the last attempt or connection ended. */
  private endedAtMs = 0;
  /** Where it says it listens; for the next call alone. */
  private told: readonly HostPort[] = [];

  constructor(options: PeerOptions) {
    this.options = options;
  }

  send(frame: Uint8Array): void {
    const { bytesMin, bytesMax } = ELECTION_FRAMES;
    assert(frame.length >= bytesMin && frame.length <= bytesMax, 'a frame of a size that peers take');
    this.mail = frame;
    if (this.connection === null) this.callSoon();
    else this.flush();
  }

  /** Calls now, if it would call later. */
  connect(): void {
    if (this.retry !== null && this.mail !== null && performance.now() - this.endedAtMs >= RETRY_FIRST_MS) this.call();
  }

  /** It called, and has the larger id. */
  accept(socket: Socket, rest: Uint8Array): void {
    this.attempt?.cancel();
    this.attempt = null;
    this.drop();
    this.keep(socket, rest);
  }

  /** It called, and has the smaller id; it has been hung up on. What this side still took for a connection is none any more. */
  callBack(told: readonly HostPort[]): void {
    this.drop();
    this.told = told;
    if (this.attempt === null) this.call();
  }

  close(): void {
    this.attempt?.cancel();
    this.attempt = null;
    this.stopWaiting();
    this.drop();
  }

  private callSoon(): void {
    if (this.attempt === null && this.retry === null) this.call();
  }

  private call(): void {
    const { connectTimeoutMs, sockets } = this.options;
    this.stopWaiting();
    const known = this.options.addresses();
    if (known.length === 0) {
      this.mail = null;
      this.last = null;
      return;
    }
    const texts = known.map(showHostPort);
    const addresses = [...known, ...this.told.filter((address) => !texts.includes(showHostPort(address)))];
    this.told = [];
    this.attempt = dial({
      addresses,
      timeoutMs: connectTimeoutMs,
      sockets,
      connected: (socket) => {
        this.connected(socket);
      },
      failed: (reasons) => {
        this.say(this.failures === 0 ? 'warn' : 'debug', 'ZAB-N008', reasons);
        this.attemptEnded();
      },
    });
  }

  private connected(socket: Socket): void {
    const { self, id, introduction, handshakeTimeoutMs } = this.options;
    if (id > self) {
      this.attempt = introduce(socket, introduction, {
        timeoutMs: handshakeTimeoutMs,
        done: () => {
          this.attemptEnded();
        },
      });
      return;
    }
    this.attempt = null;
    socket.write(introduction);
    this.keep(socket, new Uint8Array(0));
  }

  private attemptEnded(): void {
    this.attempt = null;
    this.wait();
  }

  /** The port's own calls are as rare as this; those that a peer asks for are not, since it pays for each with one of its own. */
  private wait(): void {
    this.stopWaiting();
    const delayMs = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** this.failures);
    this.failures += 1;
    this.endedAtMs = performance.now();
    this.retry = setTimeout(() => {
      this.retry = null;
      if (this.mail !== null || this.told.length > 0) this.call();
    }, delayMs);
  }

  private stopWaiting(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
  }

  private keep(socket: Socket, rest: Uint8Array): void {
    this.stopWaiting();
    this.told = [];
    this.unreadable = 0;
    const connection = new Connection(socket, {
      received: (frame) => {
        this.received(frame);
      },
      idle: () => {
        this.flush();
      },
      ended: (reason) => {
        this.say('info', 'ZAB-N009', reason);
        this.drop();
        this.wait();
      },
      broken: (error) => {
        this.say('warn', 'ZAB-N010', error.message);
      },
    });
    this.connection = connection;
    this.say('info', null, 'connected for elections');
    this.flush();
    connection.takeRest(rest);
  }

  private flush(): void {
    const { connection, mail } = this;
    if (connection === null || connection.writing || mail === null) return;
    this.last = mail;
    this.mail = null;
    connection.send(mail);
  }

  /** What was said last is mail again. */
  private drop(): void {
    const { connection } = this;
    if (connection === null) return;
    this.mail ??= this.last;
    connection.close();
    this.connection = null;
  }

  private received(frame: Uint8Array): void {
    this.failures = 0;
    const notification = decodeNotification(frame);
    if (notification.ok) {
      this.options.receive(this.options.id, notification.value);
      return;
    }
    this.unreadable += 1;
    this.say(this.unreadable === 1 ? 'warn' : 'debug', 'ZAB-N011', notification.error.message);
  }

  private say(level: keyof Log, code: NetErrorCode | null, detail: string): void {
    const { id, log } = this.options;
    if (code === null) log[level]({ peer: id }, detail);
    else logError(log, level, netError(code, detail), { peer: id });
  }
}
