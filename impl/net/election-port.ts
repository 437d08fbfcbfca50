/**
 * The election port: one connection to every other server, on which each tells the others its vote (`QuorumCnxManager`).
 *
 * To the rest of the server it is the specification's mail: one message a direction, the newest wins, and it waits for whoever cannot
 * be reached. It may come twice: a new connection starts with what was sent last, if nothing newer waits.
 */
import assert from 'node:assert/strict';
import { BlockList, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { ANONYMOUS_OBSERVER, encodeInitialMessage } from '#impl/wire/election.js';
import type { InitialMessage, PeerNotification } from '#impl/wire/election.js';
import type { HostPort } from '#impl/wire/host-port.js';
import { Callers } from './election/callers.js';
import { Peer } from './election/peer.js';
import { netError } from './errors.js';
import type { NetError } from './errors.js';
import { openListener } from './listener.js';
import type { Listener } from './listener.js';
import type { Log } from './log.js';
import { Sockets } from './socket.js';

export interface ElectionPortOptions {
  readonly self: ServerId;
  /** Port 0: one of the system's choice. */
  readonly listen: HostPort;
  /** Where others are told that this server listens. Port 0: the one it listens on. */
  readonly advertised: HostPort;
  /** The other servers' election addresses, at least one each; looked up at every call. Nobody else may connect. */
  readonly peers: ReadonlyMap<ServerId, readonly HostPort[]>;
  /** `zookeeper.cnxTimeout`, for each address. */
  readonly connectTimeoutMs: number;
  /** For a caller to say who it is, and for a callee to hang up (`quorumCnxnTimeoutMs`; by default `syncLimit` ticks). */
  readonly handshakeTimeoutMs: number;
  /** `electionPortBindRetry`: how often to try, a second apart; 0: without end. */
  readonly bindRetries: number;
  /** Ends the tries to bind. */
  readonly signal?: AbortSignal;
  /** Decoded, not interpreted. */
  readonly receive: (from: ServerId, notification: PeerNotification) => void;
  readonly log: Log;
}

export interface ElectionPort {
  readonly address: HostPort;
  /** A notification's body, 1 to 524288 bytes, to another server; not to be written to afterwards. After `close`: nothing. */
  send(to: ServerId, frame: Uint8Array): void;
  /** Calls at once whoever has mail and would be called again later. */
  connectAll(): void;
  /** Nothing is received any more; when it comes back, no socket and no timer is left. */
  close(): Promise<void>;
}

export type OpenedElectionPort =
  { readonly ok: true; readonly port: ElectionPort } | { readonly ok: false; readonly error: NetError };

/** An error: the port cannot be bound (Apache's exit code 14), or `signal` ended the tries. */
export async function openElectionPort(options: ElectionPortOptions): Promise<OpenedElectionPort> {
  assert(!options.peers.has(options.self), 'the others, without this server');
  const { bindRetries, signal, log } = options;
  let port: Port | null = null;
  const bound = await openListener({
    address: options.listen,
    connected: (socket) => {
      // Never null: nobody is accepted in the turn in which the port begins to listen.
      if (port === null) socket.destroy();
      else port.admit(socket);
    },
    tries: bindRetries,
    log,
    ...(signal && { signal }),
  });
  if (!bound.ok) return bound;
  port = new Port(bound.listener, options);
  return { ok: true, port };
}

class Port implements ElectionPort {
  readonly address: HostPort;
  private readonly listener: Listener;
  private readonly options: ElectionPortOptions;
  private readonly introduction: Uint8Array;
  /** Of its own calls; the listener has the others. */
  private readonly sockets = new Sockets();
  private readonly callers: Callers;
  private readonly peers = new Map<ServerId, Peer>();
  private isClosed = false;

  constructor(listener: Listener, options: ElectionPortOptions) {
    const { self, advertised, handshakeTimeoutMs, log } = options;
    const { address } = listener;
    this.address = address;
    this.listener = listener;
    this.options = options;
    this.introduction = encodeInitialMessage({
      sid: BigInt(self),
      addresses: [{ host: advertised.host, port: advertised.port === 0 ? address.port : advertised.port }],
    });
    this.callers = new Callers({
      timeoutMs: handshakeTimeoutMs,
      log,
      identified: (socket, message, rest) => {
        this.identified(socket, message, rest);
      },
    });
  }

  /** Somebody has called. */
  admit(socket: Socket): void {
    this.callers.add(socket);
  }

  send(to: ServerId, frame: Uint8Array): void {
    if (!this.isClosed) this.peer(to).send(frame);
  }

  connectAll(): void {
    if (!this.isClosed) for (const peer of this.peers.values()) peer.connect();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.callers.closeAll();
    for (const peer of this.peers.values()) peer.close();
    await Promise.all([this.listener.close(), this.sockets.destroyAll()]);
  }

  private identified(socket: Socket, { sid: claimed, addresses }: InitialMessage, rest: Uint8Array): void {
    const { self, peers } = this.options;
    if (claimed === BigInt(self)) {
      this.callers.refuse(socket, netError('ZAB-N006', `server ${self}`));
      return;
    }
    const id = sid(Number(claimed));
    if (claimed === ANONYMOUS_OBSERVER || !peers.has(id)) {
      const who = claimed === ANONYMOUS_OBSERVER ? 'an observer without an id' : `server ${String(claimed)}`;
      this.callers.refuse(socket, netError('ZAB-N005', who));
      return;
    }
    if (id > self) {
      this.peer(id).accept(socket, rest);
      return;
    }
    socket.destroy();
    this.peer(id).callBack(addresses.filter(isCallable));
  }

  private peer(id: ServerId): Peer {
    const known = this.peers.get(id);
    if (known !== undefined) return known;
    const { self, peers, connectTimeoutMs, handshakeTimeoutMs, receive, log } = this.options;
    assert(peers.has(id), 'one of the other servers');
    const peer = new Peer({
      self,
      id,
      addresses: () => peers.get(id) ?? [],
      introduction: this.introduction,
      connectTimeoutMs,
      handshakeTimeoutMs,
      sockets: this.sockets,
      receive,
      log,
    });
    this.peers.set(id, peer);
    return peer;
  }
}

/** A server that listens on all its addresses may say so, which is of no use to others (`InitialMessage.isWildcardAddress`). */
const WILDCARDS = new BlockList();
WILDCARDS.addAddress('0.0.0.0', 'ipv4');
WILDCARDS.addAddress('::', 'ipv6');

function isCallable({ host, port }: HostPort): boolean {
  const family = isIP(host);
  return port !== 0 && (family === 0 || !WILDCARDS.check(host, family === 4 ? 'ipv4' : 'ipv6'));
}
