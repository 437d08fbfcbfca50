/**
 * What only a leader does for the service (`LeaderZooKeeperServer`, `PrepRequestProcessor`, `SessionTrackerImpl`, `ContainerManager`): it
 * turns requests into transactions, and decides which sessions and nodes have had their time. All of it is decided in `spec/service`.
 */
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { ServerConfig } from '#impl/config/server-config.js';
import type { Metrics } from '#impl/metrics/server-metrics.js';
import type { Replicator } from '#impl/peer/application.js';
import { requestOf } from '#impl/translate/requests.js';
import { encodeTxn } from '#impl/translate/txns.js';
import { decodeOperation } from '#impl/wire/client-protocol.js';
import type { SessionTouch } from '#impl/wire/quorum-data.js';
import type { ForwardedRequest } from '#impl/wire/quorum-messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Zxid } from '#spec/model/zxid.js';
import { Code } from '#spec/service/error-code.js';
import type { Id } from '#spec/service/acl/acl.js';
import { SessionTracker } from '#spec/service/session/session-tracker.js';
import { expiringNodes } from '#spec/service/tree/expiring.js';
import { commit } from '#spec/service/write/commit.js';
import { Outstanding } from '#spec/service/write/outstanding.js';
import { prepare, refuse } from '#spec/service/write/prepare.js';
import type { WriteRequest } from '#spec/service/write/request.js';
import type { Txn } from '#spec/service/write/txn.js';
import type { View } from '#spec/service/write/view.js';
import type { ClientConnection } from './client-connection.js';
import type { Replica } from './replica.js';
import type { ClientWrite, Upstream } from './upstream.js';

export interface LeadershipOptions {
  readonly self: ServerId;
  readonly config: ServerConfig;
  readonly replicator: Replicator;
  readonly replica: Replica<ClientConnection>;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Whose request it is, and by which server it came. */
interface Asker {
  readonly sessionId: bigint;
  readonly cxid: number;
  readonly ids: readonly Id[];
  readonly owner: ServerId;
}

/** Requests that servers make of themselves bear no number of a client's. */
const NO_CXID = 0;

export class Leadership implements Upstream {
  private readonly options: LeadershipOptions;
  private readonly view: View;
  /** Prepared and not yet committed, by counter: the epoch is this leader's. */
  private readonly prepared = new Map<number, Txn>();
  private readonly expiring: NodeJS.Timeout;
  private readonly containers: NodeJS.Timeout;

  constructor(options: LeadershipOptions) {
    const { replica, config } = options;
    const { store } = replica;
    this.options = options;
    const sessions = new SessionTracker(config.tickTimeMs, store.sessions, now());
    this.view = { store, outstanding: new Outstanding(store), sessions, rules: replica.rules };
    this.expiring = setInterval(() => {
      this.expireSessions();
    }, config.tickTimeMs / 2);
    this.containers = setInterval(() => {
      this.deleteExpiringNodes();
    }, config.containerCheckIntervalMs);
  }

  get sessions(): SessionTracker {
    return this.view.sessions;
  }

  write({ sessionId, cxid, operation, ids }: ClientWrite): boolean {
    const request = requestOf(operation);
    return request.kind === 'write' && this.propose({ sessionId, cxid, ids, owner: this.options.self }, request.request);
  }

  /** Its own clients read what it has applied; nobody else can have answered them with more. */
  sync(_write: ClientWrite, answered: () => void): boolean {
    answered();
    return true;
  }

  claim(sessionId: bigint, timeoutMs: number, answer: (valid: boolean) => void): void {
    answer(this.revalidate(this.options.self, sessionId, timeoutMs));
  }

  touch(sessionId: bigint, timeoutMs: number): boolean {
    return this.sessions.touch(sessionId, timeoutMs, now());
  }

  touched(touches: readonly SessionTouch[]): void {
    for (const { sessionId, timeOut } of touches) this.touch(sessionId, timeOut);
  }

  /** A session came back, at that server: alive or not, and whose it is from now on. */
  revalidate(owner: ServerId, sessionId: bigint, timeoutMs: number): boolean {
    this.options.metrics.revalidations.add();
    return this.touch(sessionId, timeoutMs) && this.sessions.setOwner(sessionId, owner);
  }

  /** A learner's request. One that cannot be read takes its zxid as well, or all behind it would wait for ever. */
  prepare(from: ServerId, { sessionId, cxid, type, body, identities }: ForwardedRequest, zxid: Zxid): Uint8Array {
    const asker: Asker = { sessionId, cxid, ids: identities ?? [], owner: from };
    const operation = decodeOperation(type, body, this.options.config.maxBuffer);
    const request = operation.ok ? requestOf(operation.value) : null;
    if (request?.kind === 'write') return this.transaction(asker, request.request, zxid);
    this.options.log.warn({ from, type }, 'a learner handed on what is no write');
    return this.keep(refuse({ session: sessionId, cxid, zxid, time: Date.now() }, Code.MARSHALLINGERROR));
  }

  commit(zxid: Zxid, payload: Uint8Array): ReturnType<Upstream['commit']> {
    const txn = this.prepared.get(zxid.counter);
    // What the log held before this leader was established was prepared by another.
    if (txn === undefined) {
      const foreign = this.options.replica.decoded(zxid, payload);
      return { txn: foreign, applied: this.options.replica.apply(foreign) };
    }
    this.prepared.delete(zxid.counter);
    return { txn, applied: this.options.replica.checked(txn, commit(this.view, txn)) };
  }

  isFull(): boolean {
    return this.options.replicator.isFull();
  }

  stop(): void {
    clearInterval(this.expiring);
    clearInterval(this.containers);
  }

  /** Sessions that own nodes and are not in the table: left over by a crash between the two (`ZooKeeperServer.killSession`). */
  closeLostSessions(): void {
    const { store } = this.options.replica;
    for (const owner of [...store.owners()]) {
      if (!store.sessions.has(owner)) this.close(owner, 'its ephemeral nodes are all that is left of it');
    }
  }

  private propose(asker: Asker, request: WriteRequest): boolean {
    return this.options.replicator.propose((zxid) => this.transaction(asker, request, zxid));
  }

  private transaction({ sessionId, cxid, ids, owner }: Asker, request: WriteRequest, zxid: Zxid): Uint8Array {
    const started = performance.now();
    const header = { session: sessionId, cxid, zxid, time: Date.now() };
    const txn = prepare(this.view, request, { header, ids, owner, elapsed: Math.floor(started) });
    this.options.metrics.prepTime.add(performance.now() - started);
    return this.keep(txn);
  }

  private keep(txn: Txn): Uint8Array {
    this.prepared.set(txn.zxid.counter, txn);
    return encodeTxn(txn);
  }

  private expireSessions(): void {
    for (const session of this.sessions.expire(now())) {
      this.options.metrics.sessionsExpired.add();
      this.close(session, 'nothing was heard of it for its time-out');
    }
  }

  private close(session: bigint, why: string): void {
    const { log, self } = this.options;
    log.info({ session: hexId(session) }, `closing a session: ${why}`);
    this.propose({ sessionId: session, cxid: NO_CXID, ids: [], owner: self }, { type: 'closeSession' });
  }

  private deleteExpiringNodes(): void {
    const { config, replica, self, log } = this.options;
    const candidates = expiringNodes(replica.store, Date.now(), config.containerMaxNeverUsedMs);
    const most = Math.max(1, Math.floor((config.containerMaxPerMinute * config.containerCheckIntervalMs) / 60_000));
    for (const path of candidates.slice(0, most)) {
      log.info({ path }, 'deleting a node that has had its time');
      this.propose({ sessionId: 0n, cxid: NO_CXID, ids: [], owner: self }, { type: 'deleteContainer', path });
    }
  }
}

/** Monotonic milliseconds. */
function now(): number {
  return Math.floor(performance.now());
}

/** As ZooKeeper shows session ids. */
function hexId(session: bigint): string {
  return `0x${BigInt.asUintN(64, session).toString(16)}`;
}
