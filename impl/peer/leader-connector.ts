/** A learner's way to its leader (`Learner.connectToLeader`): a few tries, since the leader may need a moment longer to listen. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { HostPort } from '#impl/wire/host-port.js';
import type { Clock } from './clock.js';
import { Timer } from './timer.js';

/** Apache makes five; a busy machine may need more. All are over within `limitMs`. */
const TRIES_MAX = 10;
const RETRY_DELAY_MS = 100;

export interface LeaderConnectorOptions {
  readonly clock: Clock;
  readonly addresses: readonly HostPort[];
  readonly limitMs: number;
  readonly connected: (socket: Socket) => void;
  readonly failed: (reason: string) => void;
}

/** Tells `connected` or `failed`, once, unless it is cancelled. */
export class LeaderConnector {
  private readonly options: LeaderConnectorOptions;
  private readonly retry: Timer;
  private readonly limit: Timer;
  private socket: Socket | null = null;
  private tries = 0;

  constructor(options: LeaderConnectorOptions) {
    this.options = options;
    this.retry = new Timer(options.clock, () => {
      this.attempt();
    });
    this.limit = new Timer(options.clock, () => {
      this.fail('the leader did not answer in time');
    });
    this.limit.set(options.limitMs);
    this.attempt();
  }

  cancel(): void {
    this.retry.clear();
    this.limit.clear();
    this.socket?.destroy();
    this.socket = null;
  }

  private attempt(): void {
    const address = this.options.addresses[this.tries % this.options.addresses.length];
    if (address === undefined) {
      this.fail('the leader has no address');
      return;
    }
    this.tries += 1;
    const socket = connect({ host: address.host, port: address.port });
    this.socket = socket;
    const refused = (error: Error): void => {
      if (this.socket !== socket) return;
      if (this.tries === TRIES_MAX) this.fail(error.message);
      else this.retry.set(RETRY_DELAY_MS);
    };
    socket.once('error', refused);
    socket.once('connect', () => {
      if (this.socket !== socket) return;
      this.socket = null;
      socket.removeListener('error', refused);
      this.cancel();
      this.options.connected(socket);
    });
  }

  private fail(reason: string): void {
    this.cancel();
    this.options.failed(reason);
  }
}
