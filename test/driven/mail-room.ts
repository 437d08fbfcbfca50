/**
 * The other servers' election ports, as one run of a server sees them: real ones, but held by the driver. So what a server tells others stays
 * here until it is delivered, and no connection ends because somebody else has crashed.
 */
import assert from 'node:assert/strict';
import pino from 'pino';
import { openElectionPort } from '#impl/net/election-port.js';
import type { ElectionPort } from '#impl/net/election-port.js';
import { toSpecNotification } from '#impl/wire/election-messages.js';
import { writeNotification } from '#impl/wire/election.js';
import type { PeerNotification } from '#impl/wire/election.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import type { HostPort } from '#impl/wire/host-port.js';
import type { Notification } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import { HOST } from '../peers/ports.js';

const TIMEOUT_MS = 60_000;

/** A notification as it came, and what it means. */
export interface Letter {
  readonly notification: Notification;
  readonly frame: PeerNotification;
}

export class MailRoom {
  private readonly server: ServerId;
  private readonly ports: ReadonlyMap<ServerId, ElectionPort>;

  private constructor(server: ServerId, ports: ReadonlyMap<ServerId, ElectionPort>) {
    this.server = server;
    this.ports = ports;
  }

  /** `at`: where the server listens. `received`: what it tells another. */
  static async open(
    server: ServerId,
    at: HostPort,
    others: readonly ServerId[],
    received: (to: ServerId, letter: Letter) => void,
  ): Promise<MailRoom> {
    const ports = new Map<ServerId, ElectionPort>();
    for (const other of others) {
      const opened = await openElectionPort({
        self: other,
        listen: { host: HOST, port: 0 },
        advertised: { host: HOST, port: 0 },
        peers: new Map([[server, [at]]]),
        connectTimeoutMs: TIMEOUT_MS,
        handshakeTimeoutMs: TIMEOUT_MS,
        bindRetries: 1,
        receive: (_from, frame) => {
          const notification = toSpecNotification(server, frame);
          assert(notification.ok, 'a server tells votes');
          received(other, { notification: notification.value, frame });
        },
        log: pino({ level: 'silent' }),
      });
      assert(opened.ok, 'a port of the system’s choice is free');
      ports.set(other, opened.port);
    }
    return new MailRoom(server, ports);
  }

  portOf(other: ServerId): number {
    return this.port(other).address.port;
  }

  /** Reaches the server as if from `from`. */
  deliver(from: ServerId, { frame }: Letter): void {
    const writer = new JuteWriter();
    writeNotification(writer, frame);
    this.port(from).send(this.server, writer.take());
  }

  async close(): Promise<void> {
    await Promise.all([...this.ports.values()].map((port) => port.close()));
  }

  private port(other: ServerId): ElectionPort {
    const port = this.ports.get(other);
    assert(port !== undefined, `server ${other} is one of the others`);
    return port;
  }
}
