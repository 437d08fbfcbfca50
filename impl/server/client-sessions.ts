/**
 * Which connection speaks for which session at this server, and how it comes to (`ZooKeeperServer.processConnectRequest`): a new session
 * is a transaction, an old one is asked about at the leader. A session has one connection: a new one closes the one before.
 */
import type { ServerConfig } from '#impl/config/server-config.js';
import type { Metrics } from '#impl/metrics/server-metrics.js';
import { createSessionRequest } from '#impl/wire/client-records.js';
import type { ConnectRequest } from '#impl/wire/handshake.js';
import { encode } from '#impl/wire/jute.js';
import type { ServerId } from '#spec/model/quorum.js';
import { compareZxids } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import {
  firstSessionId,
  isPasswordOf,
  negotiatedTimeout,
  nextSessionId,
  sessionPassword,
} from '#spec/service/session/session-id.js';
import type { ClientConnection } from './client-connection.js';
import { sessionClockMs } from './session-clock.js';
import type { Upstream } from './upstream.js';

export interface ClientSessionsOptions {
  readonly self: ServerId;
  readonly config: ServerConfig;
  readonly upstream: Upstream;
  readonly metrics: Metrics;
  /** What this server has applied. */
  readonly lastZxid: () => Zxid;
}

/** A session whose transaction is on its way. */
interface Expected {
  readonly connection: ClientConnection;
  readonly request: ConnectRequest;
}

const NO_PASSWORD = new Uint8Array(16);

/** From here on Java takes a zxid for a negative number, which is above nothing. */
const EPOCH_LIMIT = 0x8000_0000;

export class ClientSessions {
  private readonly options: ClientSessionsOptions;
  private readonly connections = new Map<bigint, ClientConnection>();
  private readonly expected = new Map<bigint, Expected>();
  private next: bigint;

  constructor(options: ClientSessionsOptions) {
    this.options = options;
    this.next = firstSessionId(options.self, sessionClockMs());
  }

  handshake(connection: ClientConnection, request: ConnectRequest): void {
    const { config, lastZxid } = this.options;
    const { lastZxidSeen } = request;
    // It has seen more than is here: a session never goes back in time.
    if (lastZxidSeen.epoch < EPOCH_LIMIT && compareZxids(lastZxidSeen, lastZxid()) > 0) {
      connection.destroy();
      return;
    }
    connection.timeoutMs = negotiatedTimeout(request.timeOut, config.minSessionTimeoutMs, config.maxSessionTimeoutMs);
    if (request.sessionId === 0n) this.create(connection, request);
    else this.reopen(connection, request);
  }

  /** The transaction of a new session is applied, here or elsewhere. */
  created(sessionId: bigint): void {
    const expected = this.expected.get(sessionId);
    if (expected === undefined) return;
    this.expected.delete(sessionId);
    this.attach(sessionId, expected.connection);
    confirm(expected.connection, expected.request, true);
  }

  /** The session is over: it expired, or its client, at whichever server, closed it. */
  ended(sessionId: bigint): void {
    this.connections.get(sessionId)?.close();
  }

  forget(connection: ClientConnection): void {
    const { sessionId } = connection;
    if (this.expected.get(sessionId)?.connection === connection) this.expected.delete(sessionId);
    if (this.connections.get(sessionId) === connection) this.connections.delete(sessionId);
  }

  private create(connection: ClientConnection, request: ConnectRequest): void {
    const sessionId = this.next;
    this.next = nextSessionId(sessionId);
    connection.sessionId = sessionId;
    this.expected.set(sessionId, { connection, request });
    const body = { timeOut: connection.timeoutMs };
    const taken = this.options.upstream.write({
      sessionId,
      cxid: 0,
      operation: { op: 'createSession', body },
      raw: encode(createSessionRequest, body),
      ids: connection.ids,
    });
    if (!taken) connection.destroy();
  }

  private reopen(connection: ClientConnection, request: ConnectRequest): void {
    const { sessionId, passwd } = request;
    this.options.metrics.connectionRevalidations.add();
    if (passwd === null || !isPasswordOf(sessionId, passwd)) {
      confirm(connection, request, false);
      return;
    }
    this.options.upstream.claim(sessionId, connection.timeoutMs, (valid) => {
      if (valid && !connection.isClosed) this.attach(sessionId, connection);
      confirm(connection, request, valid);
    });
  }

  private attach(sessionId: bigint, connection: ClientConnection): void {
    this.connections.get(sessionId)?.close();
    connection.sessionId = sessionId;
    this.connections.set(sessionId, connection);
  }
}

function confirm(connection: ClientConnection, { readOnly }: ConnectRequest, valid: boolean): void {
  const { sessionId, timeoutMs } = connection;
  connection.confirm({
    protocolVersion: 0,
    timeOut: valid ? timeoutMs : 0,
    sessionId: valid ? sessionId : 0n,
    passwd: valid ? sessionPassword(sessionId) : NO_PASSWORD,
    readOnly: readOnly === null ? null : false,
  });
}
