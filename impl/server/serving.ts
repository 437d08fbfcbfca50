/**
 * A time of service (`ZooKeeperServer` between `startup` and `shutdown`): from the moment when the protocol says that clients may be served
 * until it says no more. Connections, their sessions and what they wait for live as long.
 *
 *     request ─▶ write ─▶ upstream ─▶ … committed ─▶ apply ─▶ events to watchers ─▶ reply ─▶ reads behind it
 *             └▶ read ──▶ served at once, or behind the writes of its session
 */
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { ServerConfig } from '#impl/config/server-config.js';
import type { Metrics } from '#impl/metrics/server-metrics.js';
import type { Turn } from '#impl/net/turn.js';
import { requestOf } from '#impl/translate/requests.js';
import type { ConnectionOperation } from '#impl/translate/requests.js';
import { isNotSent, replyToRead, replyToWrite } from '#impl/translate/replies.js';
import type { Reply } from '#impl/translate/replies.js';
import { SPECIAL_XIDS } from '#impl/wire/client-protocol.js';
import type { RequestBody, RequestFrame } from '#impl/wire/client-protocol.js';
import type { ConnectRequest } from '#impl/wire/handshake.js';
import { NO_ZXID } from '#impl/wire/no-zxid.js';
import { opCode } from '#impl/wire/op-codes.js';
import type { Txn as LogTxn } from '#spec/model/log.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Zxid } from '#spec/model/zxid.js';
import { ZERO } from '#spec/model/zxid.js';
import { withIds } from '#spec/service/acl/acl.js';
import { authenticate } from '#spec/service/acl/auth-scheme.js';
import type { Authenticated, DigestOptions } from '#spec/service/acl/auth-scheme.js';
import { Code } from '#spec/service/error-code.js';
import { serve } from '#spec/service/read/serve.js';
import type { ReadRequest } from '#spec/service/read/serve.js';
import { dropWatcher } from '#spec/service/watch/watches.js';
import type { ClientConnection } from './client-connection.js';
import { ClientSessions } from './client-sessions.js';
import type { Replica } from './replica.js';
import { RequestLines } from './request-lines.js';
import type { Answer, Entry } from './session-line.js';
import type { Upstream } from './upstream.js';

export interface ServingOptions {
  readonly self: ServerId;
  readonly config: ServerConfig;
  readonly replica: Replica<ClientConnection>;
  readonly upstream: Upstream;
  readonly digests: DigestOptions;
  readonly outstandingLimit: number;
  readonly turn: Turn;
  readonly metrics: Metrics;
  readonly log: Logger;
}

const PONG: Reply = { err: Code.OK, response: { op: 'ping', body: {} } };
const AUTHENTICATED: Reply = { err: Code.OK, response: { op: 'auth', body: {} } };
const AUTH_FAILED: Authenticated = { ok: false, code: Code.AUTHFAILED };
/** SASL is not configured: ZooKeeper says so with an empty answer. */
const NO_SASL: Reply = { err: Code.OK, response: { op: 'sasl', body: { token: null } } };

/** A request that could be read. */
type WholeFrame = Extract<RequestFrame, { readonly kind: 'request' }>;

/** How an entry of a line is special; by default it is answered as soon as its turn comes, and the connection goes on. */
type Special = Partial<Pick<Entry, 'isWrite' | 'isLast' | 'largeBytes'>>;

export class Serving {
  readonly connections = new Set<ClientConnection>();
  private readonly options: ServingOptions;
  private readonly sessions: ClientSessions;
  private readonly lines: RequestLines;

  constructor(options: ServingOptions) {
    const { replica, upstream, turn, outstandingLimit } = options;
    this.options = options;
    this.sessions = new ClientSessions({ ...options, lastZxid: () => replica.store.lastZxid });
    this.lines = new RequestLines({
      turn,
      outstandingLimit,
      isFull: () => upstream.isFull(),
      answered: (entry, answer) => {
        this.answered(entry, answer);
      },
    });
  }

  get outstanding(): number {
    return this.lines.outstanding;
  }

  handshake(connection: ClientConnection, request: ConnectRequest): void {
    this.options.metrics.connectionRequests.add();
    this.connections.add(connection);
    this.sessions.handshake(connection, request);
  }

  mayTake(connection: ClientConnection): boolean {
    return this.lines.mayTake(connection);
  }

  /** The connection can be written to again. */
  writable({ sessionId }: ClientConnection): void {
    this.lines.advance(sessionId);
  }

  closed(connection: ClientConnection): void {
    this.connections.delete(connection);
    dropWatcher(this.options.replica.watches, connection);
    this.sessions.forget(connection);
    this.lines.forget(connection);
  }

  /** Connections that were held back look again whether they may go on. */
  tick(): void {
    this.lines.resumeStalled();
  }

  stop(): void {
    for (const connection of [...this.connections]) connection.close();
    this.options.upstream.stop();
  }

  request(connection: ClientConnection, frame: RequestFrame, bytes: number): void {
    const { upstream, replica } = this.options;
    const { sessionId } = connection;
    if (this.isTooLarge(bytes)) {
      connection.destroy();
      return;
    }
    // A session that is over, or about to be: its client hears of it by the connection's end.
    if (!upstream.touch(sessionId, connection.timeoutMs)) return;
    switch (frame.kind) {
      case 'bad-header':
        connection.destroy();
        return;
      case 'unknown-operation': {
        const { xid, type } = frame.header;
        this.line(
          sessionId,
          connection,
          xid,
          type,
          refusal(() => NO_ZXID, Code.UNIMPLEMENTED),
          { isLast: true },
        );
        return;
      }
      case 'bad-body': {
        const { xid, type } = frame.header;
        // Who cannot say who he is need not be told anything.
        if (type === opCode('auth')) {
          connection.destroy();
          return;
        }
        this.line(
          sessionId,
          connection,
          xid,
          type,
          refusal(() => replica.store.lastZxid, Code.MARSHALLINGERROR),
        );
        return;
      }
      case 'request':
        this.take(sessionId, connection, frame, bytes);
    }
  }

  /** A committed transaction: applied, told to watchers, then to who asked for it. */
  commit(entry: LogTxn): void {
    const { upstream, replica, metrics } = this.options;
    const { txn, applied } = upstream.commit(entry.zxid, entry.value as Uint8Array);
    metrics.propagationLatency.add(Date.now() - txn.time);
    for (const delivery of replica.fire(applied.changes, txn.zxid)) delivery.watcher.tell(delivery);
    if (txn.body.type === 'createSession') this.sessions.created(txn.session);
    else this.lines.committed(txn.session, txn.cxid, { zxid: txn.zxid, reply: replyToWrite(txn, applied.result) });
    if (txn.body.type === 'closeSession') this.sessions.ended(txn.session);
  }

  private take(sessionId: bigint, connection: ClientConnection, frame: WholeFrame, bytes: number): void {
    const { xid, operation } = frame;
    const request = requestOf(operation);
    if (request.kind === 'connection') this.takeOwn(sessionId, connection, xid, request.operation);
    else if (request.kind === 'write') this.takeWrite(sessionId, connection, frame, bytes);
    else if (request.request.type === 'sync') this.takeSync(sessionId, connection, frame, request.request);
    else this.line(sessionId, connection, xid, opCode(operation.op), this.reading(sessionId, connection, request.request));
  }

  /** What is about the connection itself. */
  private takeOwn(sessionId: bigint, connection: ClientConnection, xid: number, operation: ConnectionOperation): void {
    const { store } = this.options.replica;
    switch (operation.op) {
      case 'auth':
        this.authenticate(connection, xid, operation.body);
        return;
      case 'sasl':
        connection.reply(xid, ZERO, NO_SASL);
        return;
      case 'ping':
        this.line(sessionId, connection, SPECIAL_XIDS.ping, opCode('ping'), () => ({ zxid: store.lastZxid, reply: PONG }));
    }
  }

  private takeWrite(sessionId: bigint, connection: ClientConnection, { xid, operation, raw }: WholeFrame, bytes: number): void {
    const isLast = operation.op === 'closeSession';
    const largeBytes = this.isLarge(bytes) ? bytes : 0;
    this.line(sessionId, connection, xid, opCode(operation.op), null, { isWrite: true, isLast, largeBytes });
    const taken = this.options.upstream.write({ sessionId, cxid: xid, operation, raw, ids: connection.ids });
    if (!taken) connection.destroy();
  }

  private takeSync(
    sessionId: bigint,
    connection: ClientConnection,
    { xid, operation, raw }: WholeFrame,
    read: ReadRequest,
  ): void {
    const entry = this.line(sessionId, connection, xid, opCode(operation.op), null);
    const answered = (): void => {
      entry.answer = this.reading(sessionId, connection, read);
      this.lines.advance(sessionId);
    };
    const taken = this.options.upstream.sync({ sessionId, cxid: xid, operation, raw, ids: connection.ids }, answered);
    if (!taken) connection.destroy();
  }

  private isLarge(bytes: number): boolean {
    const { largeRequestThreshold } = this.options.config;
    return largeRequestThreshold >= 0 && bytes > largeRequestThreshold;
  }

  /** Large writes together take no more memory than configured (`ZooKeeperServer.shouldAllowLargeRequest`). */
  private isTooLarge(bytes: number): boolean {
    const { config, metrics } = this.options;
    if (!this.isLarge(bytes) || this.lines.largeRequestBytes + bytes <= config.largeRequestMaxBytes) return false;
    metrics.largeRequestsRejected.add();
    return true;
  }

  private line(
    sessionId: bigint,
    connection: ClientConnection,
    xid: number,
    code: number,
    answer: Entry['answer'],
    { isWrite = false, isLast = false, largeBytes = 0 }: Special = {},
  ): Entry {
    const entry: Entry = { connection, xid, opCode: code, receivedMs: performance.now(), isWrite, isLast, largeBytes, answer };
    this.lines.add(sessionId, entry);
    return entry;
  }

  /** Served when its turn comes. The header's zxid is of before: what the client reads is at least that new. */
  private reading(sessionId: bigint, connection: ClientConnection, request: ReadRequest): () => Answer {
    const { replica } = this.options;
    const { ids } = connection;
    return () => {
      const { store, rules, watches } = replica;
      const { lastZxid } = store;
      const result = serve({ store, rules, ids, session: sessionId, watches, watcher: connection }, request);
      if (result.type === 'setWatches') for (const delivery of result.deliveries) connection.tell(delivery);
      return { zxid: lastZxid, reply: replyToRead(result) };
    };
  }

  /** At once, not in line: it is about what the connection asks from now on. */
  private authenticate(connection: ClientConnection, xid: number, { scheme, auth }: RequestBody<'auth'>): void {
    const { replica, digests, metrics, log } = this.options;
    const known = scheme !== null && auth !== null && replica.rules.schemes.has(scheme);
    const result: Authenticated = known ? authenticate(scheme, auth, connection.remote.address, digests) : AUTH_FAILED;
    if (result.ok) {
      connection.ids = withIds(connection.ids, result.ids);
      connection.reply(xid, ZERO, AUTHENTICATED);
      return;
    }
    metrics.stats.authFailed += 1;
    log.warn({ scheme, remote: connection.remote.address }, 'authentication failed');
    connection.reply(xid, ZERO, { err: result.code, response: null });
    connection.close();
  }

  private answered({ connection, xid, opCode: code, receivedMs, isWrite, isLast }: Entry, { zxid: at, reply }: Answer): void {
    if (isNotSent(reply)) {
      connection.destroy();
      return;
    }
    connection.reply(xid, at, reply);
    const latencyMs = performance.now() - receivedMs;
    this.options.metrics.answered(latencyMs, isWrite);
    connection.stats.answered({ xid, zxid: at, opCode: code, latencyMs, at: Date.now() });
    if (isLast) connection.close();
  }
}

/** `at`: asked when its turn comes, so that it is not behind the replies in front. */
function refusal(at: () => Zxid, code: Code): () => Answer {
  return () => ({ zxid: at(), reply: { err: code, response: null } });
}
