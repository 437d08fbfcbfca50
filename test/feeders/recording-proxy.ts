/**
 * Stands in front of a server's client port, passes every byte on, and writes down what the clients that come through it ask and are told:
 * so any client has a history, kazoo's and Apache's too. One clock for all that pass.
 *
 * A request is written before it is passed on, a reply too: what the history says is concurrent may not have been; what it says is in
 * order was.
 */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { decodeReply, decodeRequest, decodeResponse, SPECIAL_XIDS } from '#impl/wire/client-protocol.js';
import type { ClientOp } from '#impl/wire/client-protocol.js';
import { watcherEvent } from '#impl/wire/client-records.js';
import type { ReplyHeader } from '#impl/wire/client-records.js';
import type { Decoded } from '#impl/wire/errors.js';
import { FrameDecoder } from '#impl/wire/frames.js';
import { connectRequest, connectResponse } from '#impl/wire/handshake.js';
import { decode } from '#impl/wire/jute.js';
import { sessionText } from '#traces/history/format/results.js';
import { LOCALHOST, REPLY_FRAMES } from '../driver/socket.js';
import type { ConnectionLine, HistoryRecorder } from './history-recorder.js';
import { historyArguments, historyResult, historyZxid, passwdHash } from './wire-to-history.js';

interface Asked {
  readonly xid: number;
  readonly op: ClientOp;
}

/** The value. A peer that does not speak the protocol has no history, and the test has to know. */
function sure<T>(decoded: Decoded<T>): T {
  if (decoded.ok) return decoded.value;
  throw new Error(`recording proxy: ${decoded.error.message}`);
}

/** A first int above this is no length but the letters of a command (`ruok`): passed on, and no history. */
const LETTERS_MIN = 0x2000_0000;

class RecordedConnection {
  private readonly recorder: HistoryRecorder;
  private readonly name: string;
  private readonly requests = new FrameDecoder(REPLY_FRAMES);
  private readonly replies = new FrameDecoder(REPLY_FRAMES);
  private readonly asked: Asked[] = [];
  private number: number | null = null;
  private isShaken = false;
  private isCommand = false;

  constructor(recorder: HistoryRecorder, name: string, client: Socket, server: Socket) {
    this.recorder = recorder;
    this.name = name;
    client.on('data', (chunk: Buffer) => {
      if (!this.isCommand) this.fromClient(chunk);
      server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      if (!this.isCommand) this.fromServer(chunk);
      client.write(chunk);
    });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        other.destroySoon();
      });
    }
    client.once('close', () => {
      this.add({ t: 'closed' });
    });
  }

  private add(line: ConnectionLine): void {
    if (this.number !== null) this.recorder.add(this.number, line);
  }

  private fromClient(chunk: Uint8Array): void {
    this.requests.push(chunk);
    if (this.number === null && (this.requests.peekInt() ?? 0) > LETTERS_MIN) {
      this.isCommand = true;
      return;
    }
    for (let frame = this.requests.next(); frame !== null; frame = this.requests.next()) this.request(sure(frame));
  }

  private request(frame: Uint8Array): void {
    if (this.number === null) {
      const { sessionId, passwd, lastZxidSeen } = sure(decode(connectRequest, frame));
      this.number = this.recorder.connection();
      const session = sessionText(sessionId);
      const seen = Math.max(0, historyZxid(lastZxidSeen));
      this.add({ t: 'connect', server: this.name, session, passwd: passwdHash(passwd), lastZxidSeen: seen });
      return;
    }
    const request = decodeRequest(frame);
    if (request.kind !== 'request') {
      if (request.kind === 'bad-header') throw new Error('recording proxy: a request without a header');
      this.ask(request.header.xid, 'whoAmI', { op: 'other', name: request.kind });
      return;
    }
    const { op } = request.operation;
    this.ask(op === 'ping' ? SPECIAL_XIDS.ping : request.xid, op, historyArguments(request.operation));
  }

  private ask(xid: number, op: ClientOp, args: ReturnType<typeof historyArguments>): void {
    this.asked.push({ xid, op });
    this.add({ t: 'request', xid, args });
  }

  private fromServer(chunk: Uint8Array): void {
    this.replies.push(chunk);
    for (let frame = this.replies.next(); frame !== null; frame = this.replies.next()) this.reply(sure(frame));
  }

  private reply(frame: Uint8Array): void {
    if (!this.isShaken) {
      this.isShaken = true;
      const { sessionId, passwd, timeOut } = sure(decode(connectResponse, frame));
      const session = sessionText(sessionId);
      this.add(sessionId === 0n ? { t: 'expired' } : { t: 'connected', session, passwd: passwdHash(passwd), timeoutMs: timeOut });
      return;
    }
    const { header, body } = sure(decodeReply(frame));
    if (header.xid === SPECIAL_XIDS.event) {
      const { type, path } = sure(decode(watcherEvent, body));
      this.add({ t: 'event', zxid: historyZxid(header.zxid), type, path });
    } else this.answer(header, body);
  }

  /** By xid: whether it was its turn is for the check to say. */
  private answer({ xid, zxid, err }: ReplyHeader, body: Uint8Array): void {
    const index = this.asked.findIndex((asked) => asked.xid === xid);
    const [asked] = index < 0 ? [] : this.asked.splice(index, 1);
    const hasBody = asked !== undefined && err === 0;
    const result = hasBody ? historyResult(asked.op, sure(decodeResponse(asked.op, body, REPLY_FRAMES.bytesMax))) : {};
    this.add({ t: 'reply', xid, zxid: historyZxid(zxid), err, result });
  }
}

export class RecordingProxy {
  readonly port: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** `name`: of the server, in the history. */
  static open(recorder: HistoryRecorder, name: string, targetPort: number): Promise<RecordingProxy> {
    return new Promise((resolve, reject) => {
      const server = createServer({ noDelay: true });
      server.once('error', reject);
      server.listen(0, LOCALHOST, () => {
        const proxy = new RecordingProxy(server);
        server.on('connection', (client) => {
          proxy.accept(recorder, name, client, targetPort);
        });
        resolve(proxy);
      });
    });
  }

  close(): Promise<void> {
    for (const socket of [...this.sockets]) socket.destroy();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  private accept(recorder: HistoryRecorder, name: string, client: Socket, targetPort: number): void {
    const target = connect({ host: LOCALHOST, port: targetPort, noDelay: true });
    new RecordedConnection(recorder, name, client, target);
    for (const socket of [client, target]) {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    }
  }
}
