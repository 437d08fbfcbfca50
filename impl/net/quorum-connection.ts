/**
 * A connection of the quorum port, either end: packets in and out, and the tree that follows a SNAP. What packets mean is not known
 * here.
 */
import { performance } from 'node:perf_hooks';
import type { Socket } from 'node:net';
import type { SnapshotContent } from '#impl/disk/snapshot-format.js';
import type { SnapshotSink } from '#impl/disk/snapshots.js';
import { encodeTree, TreeStreamDecoder } from '#impl/disk/tree-stream.js';
import type { Decoded } from '#impl/wire/errors.js';
import type { HostPort } from '#impl/wire/host-port.js';
import { interpretPacket } from '#impl/wire/quorum-messages.js';
import type { PacketContent } from '#impl/wire/quorum-messages.js';
import { quorumPacket, QuorumPacketDecoder } from '#impl/wire/quorum-packet.js';
import type { QuorumPacket } from '#impl/wire/quorum-packet.js';
import type { Zxid } from '#spec/model/zxid.js';
import { Outbox } from './outbox.js';
import type { Turn } from './turn.js';

/** For the other end to take what was sent to it before the connection is closed on it. */
const LINGER_MS = 5000;

export interface QuorumConnectionOptions<T> {
  readonly turn: Turn;
  readonly packetBytesMax: number;
  /** Takes the records of a tree that the leader sends. */
  readonly sink: () => SnapshotSink<T>;
}

export interface PacketReceiver<T> {
  readonly packet: (content: PacketContent) => void;
  /** A SNAP and all of its tree. Null: none is taken from there, and a SNAP ends the connection before any of its tree is read. */
  readonly tree: ((zxid: Zxid, tree: T) => void) | null;
  /** The other end is gone, or what came was no packet. Told once, and not after `close`. */
  readonly lost: (reason: string) => void;
}

/** A tree on its way in: the records that came, and what becomes of them. */
interface Incoming<T> {
  readonly zxid: Zxid;
  readonly decoder: TreeStreamDecoder;
  readonly sink: SnapshotSink<T>;
}

export class QuorumConnection<T> {
  /** Monotonic milliseconds: when something last came. */
  lastReceivedMs = performance.now();
  readonly remote: HostPort;
  /** In milliseconds since 1970. */
  readonly establishedAt = Date.now();
  /** `initiator>acceptor`, the same at both ends where nothing stands between them. */
  readonly channel: string;
  /** Messages of the protocol so far, in either direction: for who writes them down. */
  sentCount = 0;
  receivedCount = 0;
  private readonly socket: Socket;
  private readonly outbox: Outbox;
  private readonly options: QuorumConnectionOptions<T>;
  private readonly packets: QuorumPacketDecoder;
  private receiver: PacketReceiver<T> | null = null;
  private incoming: Incoming<T> | null = null;

  /** Nothing is read before `receive`. `initiated`: this end made the connection. */
  constructor(socket: Socket, options: QuorumConnectionOptions<T>, initiated: boolean) {
    this.socket = socket;
    const [local, remote] = [`${socket.localAddress}:${socket.localPort}`, `${socket.remoteAddress}:${socket.remotePort}`];
    this.channel = initiated ? `${local}>${remote}` : `${remote}>${local}`;
    this.remote = { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    this.options = options;
    this.outbox = new Outbox(socket, options.turn);
    this.packets = new QuorumPacketDecoder(options.packetBytesMax);
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    // What an error says, `close` follows; without a listener it would end the process.
    socket.on('error', (error) => {
      this.lose(error.message);
    });
    socket.on('close', () => {
      this.lose('the connection was closed');
    });
  }

  get backlogBytes(): number {
    return this.outbox.backlogBytes;
  }

  /** From now on `receiver` is told; reading begins with the first. */
  receive(receiver: PacketReceiver<T>): void {
    const first = this.receiver === null;
    this.receiver = receiver;
    if (!first) return;
    this.socket.on('data', (chunk: Uint8Array) => {
      this.lastReceivedMs = performance.now();
      // Closed here, and what was sent is still on its way out: nothing is kept of what comes meanwhile.
      if (this.receiver !== null) this.take(chunk);
    });
  }

  send(packet: QuorumPacket): void {
    quorumPacket.write(this.outbox.open(), packet);
  }

  /** The body of a SNAP: its packet must have been sent just before. */
  sendTree(content: SnapshotContent): void {
    this.outbox.sendStream(encodeTree(content));
  }

  /** Nothing is told any more. What was sent still leaves, if the other end takes it soon. */
  close(): void {
    this.receiver = null;
    this.outbox.end();
    this.socket.destroySoon();
    if (this.socket.destroyed) return;
    const deadline = setTimeout(() => this.socket.destroy(), LINGER_MS);
    this.socket.once('close', () => {
      clearTimeout(deadline);
    });
  }

  private lose(reason: string): void {
    const { receiver } = this;
    this.receiver = null;
    this.socket.destroy();
    receiver?.lost(reason);
  }

  private take(chunk: Uint8Array): void {
    if (this.incoming === null) this.packets.push(chunk);
    else this.takeTree(this.incoming, chunk);
    // A packet may close the connection, or be a SNAP: then packets go on behind the tree.
    while (this.receiver !== null && this.incoming === null) {
      const packet = this.packets.next();
      if (packet === null) return;
      const content = understood(packet);
      if (!content.ok) {
        this.lose(content.error.message);
        return;
      }
      this.takePacket(content.value);
    }
  }

  private takePacket(content: PacketContent): void {
    if (content.kind !== 'snapshot') {
      this.receiver?.packet(content);
      return;
    }
    if (this.receiver?.tree === null) {
      this.lose('it sent a tree, which only a leader does');
      return;
    }
    const incoming = { zxid: content.zxid, decoder: new TreeStreamDecoder(), sink: this.options.sink() };
    this.incoming = incoming;
    this.takeTree(incoming, this.packets.takeRest());
  }

  private takeTree({ zxid, decoder, sink }: Incoming<T>, chunk: Uint8Array): void {
    const step = decoder.push(chunk);
    if (!step.ok) {
      this.lose(step.reason);
      return;
    }
    for (const record of step.value) {
      const complaint = sink.take(record);
      if (complaint === undefined) continue;
      this.lose(complaint);
      return;
    }
    if (!decoder.complete) return;
    this.incoming = null;
    this.packets.push(decoder.takeRest());
    this.receiver?.tree?.(zxid, sink.finish(zxid, { digest: null, lastZxid: null }));
  }
}

function understood(packet: Decoded<QuorumPacket>): Decoded<PacketContent> {
  return packet.ok ? interpretPacket(packet.value) : packet;
}
