/**
 * One client connection after its handshake: requests out, many at once; replies and events in, in order. Checks what every client may
 * rely on: replies come in the order of their requests. Ping and auth, which overtake, have queues of their own.
 */
import type { Socket } from 'node:net';
import { decodeReply, decodeResponse, SPECIAL_XIDS, writeRequest } from '#impl/wire/client-protocol.js';
import type { ClientOp, Operation, RequestBody } from '#impl/wire/client-protocol.js';
import { requestHeader, watcherEvent } from '#impl/wire/client-records.js';
import type { ReplyHeader } from '#impl/wire/client-records.js';
import type { FrameDecoder } from '#impl/wire/frames.js';
import { decode } from '#impl/wire/jute.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { opCode } from '#impl/wire/op-codes.js';
import { compareZxids, ZERO } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { ConnectionOver } from './arrivals.js';
import type { Arrival, Reply, ReplyTo, WatchEvent } from './arrivals.js';
import { PendingQueue } from './pending.js';
import { REPLY_FRAMES } from './socket.js';

const XID_MAX = 0x7fff_ffff;
const PING = opCode('ping');
const AUTH = opCode('auth');

export class Connection {
  /** Why the connection ended, once it has: for messages. */
  readonly closed: Promise<string>;
  /** The largest zxid of a reply so far, as clients remember it for their next handshake. */
  lastZxid: Zxid = ZERO;
  protected readonly socket: Socket;
  private readonly frames: FrameDecoder;
  private readonly ordered = new PendingQueue();
  private readonly pings = new PendingQueue();
  private readonly auths = new PendingQueue();
  private readonly writer = new JuteWriter();
  private readonly onArrival: (arrival: Arrival) => void;
  private flushing = false;
  private lastXid = 0;
  private over: string | null = null;

  constructor(socket: Socket, frames: FrameDecoder, onArrival: (arrival: Arrival) => void) {
    this.socket = socket;
    this.frames = frames;
    this.onArrival = onArrival;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        const why = this.over ?? 'closed by the server';
        this.end(why);
        resolve(why);
      });
    });
    socket.on('data', (chunk: Buffer) => {
      this.frames.push(chunk);
      this.drain();
    });
  }

  /** Reads on, first what came with the response of the handshake. */
  start(): void {
    this.drain();
    this.socket.resume();
  }

  /** Requests of one turn leave in one write. The reply may be an error: see its `err`. Rejects only when no reply will come. */
  request<N extends ClientOp>(op: N, body: RequestBody<N>, xid: number = this.xidOf(op)): Promise<ReplyTo<N>> {
    return this.expect(xid, opCode(op), op, () => {
      writeRequest(this.writer, xid, { op, body } as unknown as Operation);
    }) as Promise<ReplyTo<N>>;
  }

  /** Any operation code, and any bytes for its body. The body of the reply is left as bytes. */
  requestBytes(type: number, body: Uint8Array, xid: number = this.nextXid()): Promise<Reply<Uint8Array>> {
    return this.expect(xid, type, null, () => {
      const frame = this.writer.open();
      requestHeader.write(this.writer, { xid, type });
      this.writer.raw(body);
      this.writer.close(frame);
    }) as Promise<Reply<Uint8Array>>;
  }

  /** Bytes as they are, behind what was requested before. No reply is expected. */
  raw(bytes: Uint8Array): void {
    this.flush();
    this.socket.write(bytes);
  }

  /** A client that does not read: whatever the server sends stays in the system's buffers, until they are full. */
  pauseReading(): void {
    this.socket.pause();
  }

  resumeReading(): void {
    this.socket.resume();
  }

  /** A reply that is not due, for who writes down what came; the connection ends. */
  protected strayed(_header: ReplyHeader): void {
    // Nobody writes it down here.
  }

  /** Cuts the connection; the session lives on. */
  cut(): Promise<string> {
    this.over ??= 'cut by the client';
    this.socket.destroy();
    return this.closed;
  }

  /** Requests sent and not yet answered. */
  get outstanding(): number {
    return this.ordered.length + this.pings.length + this.auths.length;
  }

  private xidOf(op: ClientOp): number {
    if (op === 'ping') return SPECIAL_XIDS.ping;
    if (op === 'auth') return SPECIAL_XIDS.auth;
    if (op === 'setWatches' || op === 'setWatches2') return SPECIAL_XIDS.setWatches;
    return this.nextXid();
  }

  private nextXid(): number {
    this.lastXid = this.lastXid === XID_MAX ? 1 : this.lastXid + 1;
    return this.lastXid;
  }

  private queueOf(type: number): PendingQueue {
    if (type === PING) return this.pings;
    return type === AUTH ? this.auths : this.ordered;
  }

  private expect(xid: number, type: number, op: ClientOp | null, write: () => void): Promise<Reply<unknown>> {
    if (this.over !== null) return Promise.reject(new ConnectionOver(this.over));
    write();
    if (!this.flushing) {
      this.flushing = true;
      setImmediate(() => {
        this.flush();
      });
    }
    return new Promise((resolve, reject) => {
      this.queueOf(type).push({ xid, type, op, resolve, reject });
    });
  }

  private flush(): void {
    this.flushing = false;
    if (this.writer.length > 0 && this.over === null) this.socket.write(this.writer.take());
  }

  private drain(): void {
    for (let frame = this.frames.next(); frame !== null && this.over === null; frame = this.frames.next()) {
      if (!frame.ok) this.fail(frame.error.message);
      else this.receive(frame.value);
      if (!frame.ok) return;
    }
  }

  private receive(frame: Uint8Array): void {
    const reply = decodeReply(frame);
    if (!reply.ok) this.fail(reply.error.message);
    else if (reply.value.header.xid === SPECIAL_XIDS.event) this.receiveEvent(reply.value.header, reply.value.body);
    else this.receiveReply(reply.value.header, reply.value.body);
  }

  private receiveEvent({ zxid }: ReplyHeader, body: Uint8Array): void {
    const read = decode(watcherEvent, body);
    if (!read.ok) {
      this.fail(`event: ${read.error.message}`);
      return;
    }
    const event: WatchEvent = { kind: 'event', zxid, ...read.value };
    this.onArrival(event);
  }

  private receiveReply(header: ReplyHeader, body: Uint8Array): void {
    const queue = this.queueFor(header.xid);
    const pending = queue.peek();
    const due = queue === this.pings ? SPECIAL_XIDS.ping : pending?.xid;
    if (pending === undefined || header.xid !== due) {
      this.strayed(header);
      this.fail(`a reply to xid ${header.xid}, where ${due ?? 'none'} was due`);
      return;
    }
    queue.shift();
    if (compareZxids(header.zxid, this.lastZxid) > 0 && header.zxid.epoch < 0x8000_0000) this.lastZxid = header.zxid;
    const read = this.readBody(pending.op, header, body);
    const reply: Reply<unknown> = {
      kind: 'reply',
      xid: header.xid,
      zxid: header.zxid,
      err: header.err,
      type: pending.type,
      body: read,
    };
    this.onArrival(reply);
    pending.resolve(reply);
  }

  private queueFor(xid: number): PendingQueue {
    if (xid === SPECIAL_XIDS.ping && this.pings.length > 0) return this.pings;
    return this.auths.peek()?.xid === xid ? this.auths : this.ordered;
  }

  private readBody(op: ClientOp | null, { err }: ReplyHeader, body: Uint8Array): unknown {
    if (op === null) return body;
    if (err !== 0) return null;
    const read = decodeResponse(op, body, REPLY_FRAMES.bytesMax);
    if (read.ok) return read.value;
    this.fail(`reply: ${read.error.message}`);
    return null;
  }

  /** The server broke the protocol: nothing can be trusted from here on. */
  private fail(why: string): void {
    this.end(`protocol: ${why}`);
    this.socket.destroy();
  }

  private end(why: string): void {
    this.over ??= why;
    const error = new ConnectionOver(this.over);
    for (const queue of [this.ordered, this.pings, this.auths]) queue.rejectAll(error);
  }
}
