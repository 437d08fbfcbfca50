/**
 * One connection of the client port: frames in, replies and events out. It knows who is calling, by session and identities, and holds back
 * what it cannot take yet; what requests mean is for `Serving`.
 *
 *     new ──handshake──▶ connecting ──session confirmed──▶ open ──▶ closed
 *      └──four-letter word──▶ command ────────────────────────────────▶┘
 *
 * Bounds: a client that does not read its answers is not read from, once OUTPUT_BYTES_HIGH wait for it; one for which more than
 * OUTPUT_BYTES_MAX wait is closed: watch events, and answers to reads in front of a write that is under way, which cannot be held back.
 */
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { argumentLength, fourLetterWord } from '#impl/admin/four-letter-words.js';
import type { Metrics } from '#impl/metrics/server-metrics.js';
import { ConnectionStats } from '#impl/metrics/connection-stats.js';
import { Outbox } from '#impl/net/outbox.js';
import type { Turn } from '#impl/net/turn.js';
import type { Reply } from '#impl/translate/replies.js';
import { decodeRequest, writeEvent, writeReply } from '#impl/wire/client-protocol.js';
import type { RequestFrame } from '#impl/wire/client-protocol.js';
import { FrameDecoder } from '#impl/wire/frames.js';
import { connectRequest, connectResponse } from '#impl/wire/handshake.js';
import type { ConnectRequest, ConnectResponse } from '#impl/wire/handshake.js';
import { decode } from '#impl/wire/jute.js';
import { NO_ZXID } from '#impl/wire/no-zxid.js';
import { opCode } from '#impl/wire/op-codes.js';
import { ZERO } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { Id } from '#spec/service/acl/acl.js';
import { EVENT_NUMBERS } from '#spec/service/watch/event.js';
import type { Delivery } from '#spec/service/watch/event.js';
import type { ClientRecorder, ServerRecorder } from './server-recorder.js';

const OUTPUT_BYTES_HIGH = 0x10_0000;
const OUTPUT_BYTES_MAX = 0x400_0000;

const WORD_BYTES = 4;

/** For a client to take what was sent to it before it is closed on it. */
const LINGER_MS = 5000;

/** Events that a server sends are always of a client that is connected (`KeeperState.SyncConnected`). */
const SYNC_CONNECTED = 3;

export interface ConnectionOptions {
  readonly turn: Turn;
  readonly metrics: Metrics;
  /** `jute.maxbuffer`. */
  readonly maxBuffer: number;
  /** Whether a four-letter word is carried out. The others are answered at once, whatever would belong to them. */
  readonly allows: (word: string) => boolean;
  /** The answer to a four-letter word. */
  readonly command: (word: string, argument: Uint8Array) => Promise<string>;
  readonly handshake: (connection: ClientConnection, request: ConnectRequest) => void;
  /** `bytes`: the size of its frame. */
  readonly request: (connection: ClientConnection, frame: RequestFrame, bytes: number) => void;
  /** May this connection's next request be taken now? If not, `resume` must be called later. */
  readonly mayTake: (connection: ClientConnection) => boolean;
  readonly writable: (connection: ClientConnection) => void;
  readonly closed: (connection: ClientConnection) => void;
  readonly recorder?: Pick<ServerRecorder, 'clientOpened'> | undefined;
}

export class ClientConnection {
  /** 0 until the handshake names it. */
  sessionId = 0n;
  timeoutMs = 0;
  ids: readonly Id[];
  readonly stats = new ConnectionStats();
  readonly remote: { readonly address: string; readonly port: number };
  /** For people. */
  readonly establishedAt = Date.now();
  /** Monotonic milliseconds. */
  readonly acceptedMs = performance.now();
  /** Requests taken and not answered yet. */
  outstanding = 0;
  private readonly socket: Socket;
  private readonly options: ConnectionOptions;
  private readonly outbox: Outbox;
  private readonly frames: FrameDecoder;
  private awaitsFlush = false;
  /** The newest zxid that the client had been told when it came. */
  private lastZxidSeen = ZERO;
  private recorder: ClientRecorder | null = null;
  private state: 'new' | 'command' | 'connecting' | 'open' | 'closed' = 'new';

  constructor(socket: Socket, options: ConnectionOptions) {
    this.socket = socket;
    this.options = options;
    this.remote = { address: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 };
    this.ids = [{ scheme: 'ip', id: this.remote.address }];
    this.outbox = new Outbox(socket, options.turn);
    this.frames = new FrameDecoder({ bytesMin: 0, bytesMax: options.maxBuffer });
    socket.on('data', (chunk: Uint8Array) => {
      options.metrics.bytesReceived.add(chunk.length);
      // What comes while the last answer leaves is nobody's: nothing is kept of it.
      if (this.state === 'closed' || this.state === 'command') return;
      this.frames.push(chunk);
      this.resume();
    });
    socket.on('drain', () => {
      this.goOn();
    });
    socket.on('error', () => {
      this.destroy();
    });
    socket.on('close', () => {
      this.destroy();
    });
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  get isClosed(): boolean {
    return this.state === 'closed';
  }

  /** No handshake yet. */
  get isNew(): boolean {
    return this.state === 'new';
  }

  /** Requests are taken in now. */
  get isReading(): boolean {
    return this.state === 'open' && !this.socket.isPaused();
  }

  get isWriting(): boolean {
    return this.outbox.backlogBytes > 0;
  }

  /** It does not read what it is sent. */
  get isBlocked(): boolean {
    return this.outbox.backlogBytes > OUTPUT_BYTES_HIGH;
  }

  /** Takes what came, as far as may be; the socket is read again once all of it is taken. */
  resume(): void {
    if (this.state === 'new' && this.answersCommand()) return;
    while (this.canTake()) {
      const frame = this.frames.next();
      if (frame === null) {
        this.socket.resume();
        return;
      }
      if (!frame.ok) {
        this.destroy();
        return;
      }
      this.take(frame.value);
    }
    if (this.state !== 'closed') this.socket.pause();
  }

  /** The answer to the handshake. Session 0: it has expired, and the connection is closed behind the answer. */
  confirm(response: ConnectResponse): void {
    if (this.state !== 'connecting') return;
    const writer = this.outbox.open();
    const frame = writer.open();
    connectResponse.write(writer, response);
    writer.close(frame);
    if (response.sessionId === 0n) {
      this.close();
      return;
    }
    this.state = 'open';
    this.recorder = this.options.recorder?.clientOpened(response.sessionId, this.lastZxidSeen) ?? null;
    // Not now: this may be within a transaction, and what came meanwhile may make the next one.
    this.options.turn.atEnd(() => {
      this.resume();
    });
  }

  reply(xid: number, zxid: Zxid, { err, response }: Reply): void {
    if (this.state !== 'open') return;
    if (this.outbox.backlogBytes > OUTPUT_BYTES_MAX) {
      this.destroy();
      return;
    }
    const writer = this.outbox.open();
    const before = writer.length;
    writeReply(writer, { xid, zxid, err }, response);
    this.recorder?.replied(xid, zxid, err);
    const bytes = writer.length - before;
    const { metrics } = this.options;
    metrics.responseBytes.add(bytes);
    metrics.stats.responseBytes.add(bytes);
    metrics.stats.packetsSent += 1;
    this.stats.packetsSent += 1;
    if (this.isBlocked) this.goOnWhenFlushed();
  }

  tell({ type, path, zxid }: Delivery<ClientConnection>): void {
    if (this.state !== 'open') return;
    const writer = this.outbox.open();
    const before = writer.length;
    writeEvent(writer, zxid ?? NO_ZXID, { type: EVENT_NUMBERS[type], state: SYNC_CONNECTED, path });
    this.recorder?.told(EVENT_NUMBERS[type], path, zxid ?? NO_ZXID);
    const { metrics } = this.options;
    metrics.watchBytes.add(writer.length - before);
    metrics.stats.packetsSent += 1;
    this.stats.packetsSent += 1;
    if (this.outbox.backlogBytes > OUTPUT_BYTES_MAX) this.destroy();
    else if (this.isBlocked) this.goOnWhenFlushed();
  }

  /** What was sent still leaves, if the client takes it soon. */
  close(): void {
    if (this.state === 'closed') return;
    this.end();
    this.outbox.end();
    this.linger();
  }

  /** At once, whatever is on its way. */
  destroy(): void {
    if (this.state !== 'closed') {
      if (this.state !== 'command') this.options.metrics.connectionsDropped.add();
      this.end();
    }
    this.socket.destroy();
  }

  /** The system may take all that was gathered at once, however much it is: then there is no `drain`. */
  private goOnWhenFlushed(): void {
    if (this.awaitsFlush) return;
    this.awaitsFlush = true;
    // The outbox is to be flushed in this turn, and was told so first.
    this.options.turn.atEnd(() => {
      this.awaitsFlush = false;
      this.goOn();
    });
  }

  /** Where the client takes what it is sent: answers that waited for that, then what it asks next. */
  private goOn(): void {
    if (this.isOpen && !this.isBlocked) this.options.writable(this);
    this.resume();
  }

  /** The client has its time to take what was sent, and to leave. */
  private linger(): void {
    if (this.socket.destroyed) return;
    const deadline = setTimeout(() => this.socket.destroy(), LINGER_MS);
    this.socket.once('close', () => {
      clearTimeout(deadline);
    });
  }

  private end(): void {
    this.state = 'closed';
    this.recorder?.closed();
    this.options.closed(this);
  }

  /** A four-letter word stands where the first frame's length would. Nothing else is taken then. */
  private answersCommand(): boolean {
    const code = this.frames.peekInt();
    const word = code === null ? undefined : fourLetterWord(code);
    if (word === undefined) return false;
    const bytes = this.frames.takeRest();
    const length = this.options.allows(word) ? argumentLength(word) : 0;
    const argument = bytes.subarray(WORD_BYTES, WORD_BYTES + length);
    if (argument.length < length) {
      this.frames.push(bytes);
      return true;
    }
    this.state = 'command';
    void this.options.command(word, argument).then((text) => {
      this.socket.end(text);
      this.linger();
    });
    return true;
  }

  private canTake(): boolean {
    if (this.state === 'new') return true;
    return this.state === 'open' && !this.isBlocked && this.options.mayTake(this);
  }

  private take(frame: Uint8Array): void {
    const { metrics } = this.options;
    metrics.stats.packetsReceived += 1;
    this.stats.packetsReceived += 1;
    if (this.state === 'open') this.takeRequest(frame);
    else this.takeHandshake(frame);
  }

  private takeRequest(frame: Uint8Array): void {
    const { request, maxBuffer } = this.options;
    const decoded = decodeRequest(frame, maxBuffer);
    if (this.recorder !== null) recordRequest(this.recorder, decoded);
    request(this, decoded, frame.length);
  }

  private takeHandshake(frame: Uint8Array): void {
    const request = decode(connectRequest, frame);
    if (!request.ok) {
      this.destroy();
      return;
    }
    this.state = 'connecting';
    this.lastZxidSeen = request.value.lastZxidSeen;
    this.options.handshake(this, request.value);
  }
}

function recordRequest(recorder: ClientRecorder, frame: RequestFrame): void {
  if (frame.kind === 'request') recorder.requested(frame.xid, opCode(frame.operation.op));
  else if (frame.kind !== 'bad-header') recorder.requested(frame.header.xid, frame.header.type);
}

/** IPv4 addresses as such, also where they come over an IPv6 socket. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
