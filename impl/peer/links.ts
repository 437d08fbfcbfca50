/**
 * The connections of the quorum port, one a server: a leader's to its learners, or a learner's to its leader. A newcomer is nobody until
 * it has introduced itself; one that comes again replaces what was there.
 */
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { openListener } from '#impl/net/listener.js';
import type { Listener } from '#impl/net/listener.js';
import { QuorumConnection } from '#impl/net/quorum-connection.js';
import type { PacketReceiver, QuorumConnectionOptions } from '#impl/net/quorum-connection.js';
import type { HostPort } from '#impl/wire/host-port.js';
import type { PacketContent } from '#impl/wire/quorum-messages.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { Log } from '#spec/model/log.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { Clock } from './clock.js';
import type { PeerRecorder } from './peer-recorder.js';
import { LeaderConnector } from './leader-connector.js';

/** Connections that have not said yet who they are. */
const NEWCOMERS_MAX = 64;

export interface LinkEvents<T> {
  /** The connection to the leader is open. */
  readonly connected: (leader: ServerId) => void;
  readonly connectFailed: () => void;
  readonly packet: (from: ServerId, content: PacketContent) => void;
  readonly tree: (from: ServerId, zxid: Zxid, tree: T) => void;
  /** Not told of connections that were closed here. */
  readonly lost: (peer: ServerId) => void;
}

export interface LinksOptions<T> extends QuorumConnectionOptions<T> {
  /** Where a leader listens. */
  readonly listenAddress: HostPort | null;
  /** Quorum addresses of the other servers. */
  readonly addresses: ReadonlyMap<ServerId, readonly HostPort[]>;
  readonly connectLimitMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: LinkEvents<T>;
  readonly recorder?: PeerRecorder | undefined;
}

export class Links<T> {
  private readonly options: LinksOptions<T>;
  private readonly byServer = new Map<ServerId, QuorumConnection<T>>();
  /** And since when they are here, in milliseconds of the clock. */
  private readonly newcomers = new Map<QuorumConnection<T>, number>();
  private connector: LeaderConnector | null = null;
  private listener: Listener | null = null;
  /** Ends what is done to listen. */
  private listening: AbortController | null = null;

  constructor(options: LinksOptions<T>) {
    this.options = options;
  }

  of(server: ServerId): QuorumConnection<T> | undefined {
    return this.byServer.get(server);
  }

  /** Learners may connect, until `refuseLearners`. */
  acceptLearners(): void {
    const { listenAddress } = this.options;
    if (listenAddress === null) return;
    this.listening = new AbortController();
    void this.listen(listenAddress, this.listening.signal);
  }

  refuseLearners(): void {
    this.listening?.abort();
    this.listening = null;
    void this.listener?.close();
    this.listener = null;
  }

  connectTo(leader: ServerId): void {
    const { log, events, addresses, connectLimitMs, clock } = this.options;
    this.cancelConnecting();
    this.connector = new LeaderConnector({
      clock,
      addresses: addresses.get(leader) ?? [],
      limitMs: connectLimitMs,
      connected: (socket) => {
        this.connector = null;
        this.adopt(leader, new QuorumConnection(socket, this.options, true), (zxid, tree) => {
          events.tree(leader, zxid, tree);
        });
        events.connected(leader);
      },
      failed: (reason) => {
        this.connector = null;
        log.warn({ leader, reason }, 'cannot connect to the leader');
        events.connectFailed();
      },
    });
  }

  cancelConnecting(): void {
    this.connector?.cancel();
    this.connector = null;
  }

  /** What is on its way in is lost; what was sent still leaves. */
  close(peer: ServerId): void {
    const connection = this.byServer.get(peer);
    if (connection === undefined) return;
    this.byServer.delete(peer);
    connection.close();
    this.options.recorder?.closed(peer, connection.channel);
  }

  /** Newcomers that have not introduced themselves for so long, however they fill the time. */
  dropSilentNewcomers(limitMs: number): void {
    const nowMs = this.options.clock.nowMs();
    for (const [connection, sinceMs] of this.newcomers) {
      if (nowMs - sinceMs < limitMs) continue;
      this.newcomers.delete(connection);
      connection.close();
    }
  }

  closeAll(): void {
    this.cancelConnecting();
    this.refuseLearners();
    for (const peer of [...this.byServer.keys()]) this.close(peer);
    for (const connection of this.newcomers.keys()) connection.close();
    this.newcomers.clear();
  }

  /** The port may still be held by a server that has just ended: tried until it is free, or until nobody wants it any more. */
  private async listen(address: HostPort, signal: AbortSignal): Promise<void> {
    const { log } = this.options;
    const connected = (socket: Socket): void => {
      this.welcome(socket);
    };
    const opened = await openListener({ address, tries: 0, signal, log, connected });
    if (!opened.ok) return;
    if (signal.aborted) await opened.listener.close();
    else this.listener = opened.listener;
  }

  private welcome(socket: Socket): void {
    // Servers speak at once: it is not they who have waited longest.
    const [oldest] = this.newcomers.keys();
    if (oldest !== undefined && this.newcomers.size >= NEWCOMERS_MAX) {
      this.newcomers.delete(oldest);
      oldest.close();
    }
    const connection = new QuorumConnection(socket, this.options, false);
    this.newcomers.set(connection, this.options.clock.nowMs());
    const refuse = (reason: string): void => {
      this.newcomers.delete(connection);
      connection.close();
      this.options.log.warn({ reason, remote: socket.remoteAddress }, 'a caller of the quorum port was refused');
    };
    connection.receive({
      packet: (content) => {
        const learner = this.introduced(content);
        if (learner === null) {
          refuse('it did not introduce itself as a server of this ensemble');
          return;
        }
        this.newcomers.delete(connection);
        if (this.byServer.has(learner)) {
          this.close(learner);
          this.options.events.lost(learner);
        }
        this.adopt(learner, connection, null);
        this.hand(learner, connection, content);
      },
      tree: null,
      lost: () => this.newcomers.delete(connection),
    });
  }

  private introduced(content: PacketContent): ServerId | null {
    if (content.kind !== 'learner' || content.learner === null) return null;
    const server = sid(Number(content.learner.serverId));
    return this.options.addresses.has(server) ? server : null;
  }

  private hand(peer: ServerId, connection: QuorumConnection<T>, content: PacketContent): void {
    const { recorder, events } = this.options;
    if ('message' in content) recorder?.received(peer, connection.channel, connection.receivedCount++, content.message);
    events.packet(peer, content);
  }

  private adopt(peer: ServerId, connection: QuorumConnection<T>, tree: PacketReceiver<T>['tree']): void {
    const { events, log, recorder } = this.options;
    this.byServer.set(peer, connection);
    recorder?.opened(peer, connection.channel);
    connection.receive({
      packet: (content) => {
        this.hand(peer, connection, content);
      },
      tree:
        tree === null
          ? null
          : (zxid, state) => {
              recorder?.received(peer, connection.channel, connection.receivedCount++, {
                type: 'SNAP',
                zxid,
                log: Log.startingAt(zxid),
              });
              tree(zxid, state);
            },
      lost: (reason) => {
        if (this.byServer.get(peer) !== connection) return;
        this.byServer.delete(peer);
        recorder?.closed(peer, connection.channel);
        log.info({ peer, reason }, 'the connection to a peer is lost');
        events.lost(peer);
      },
    });
  }
}
