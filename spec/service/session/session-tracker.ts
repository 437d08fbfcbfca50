/**
 * The leader's view of sessions: which live, which are closing, whose each is, when each expires (`SessionTrackerImpl`,
 * `ExpiryQueue`). Nothing of it is replicated: a new leader starts from the store's table and gives everyone a full timeout.
 *
 * Expiry times are rounded up to the tick, so that thousands of touches a second move few sessions between few buckets:
 *
 *     now ----- timeout ------+---- up to one tick ----|
 *                             `- never earlier         `- expires here
 *
 * `now` is any clock that only goes forward. Expiring is a decision to propose a `closeSession`; the transaction ends the session.
 */
import { Code } from '../error-code.js';
import type { SessionId } from '../tree/owner.js';

/** Who speaks for a session: a connection of this server, or the learner it is connected to. Compared by identity. */
export type Owner = unknown;

interface Session {
  closing: boolean;
  owner: Owner;
  expiresAt: number;
}

export class SessionTracker {
  private readonly tickMs: number;
  private readonly sessions = new Map<SessionId, Session>();
  private readonly buckets = new Map<number, Set<SessionId>>();

  constructor(tickMs: number, known: Iterable<readonly [SessionId, number]>, now: number) {
    this.tickMs = tickMs;
    for (const [session, timeoutMs] of known) this.track(session, timeoutMs, now);
  }

  get size(): number {
    return this.sessions.size;
  }

  /** Begins to watch a session; touches it if it is known already. */
  track(id: SessionId, timeoutMs: number, now: number): void {
    let session = this.sessions.get(id);
    if (session === undefined) {
      session = { closing: false, owner: undefined, expiresAt: Number.NaN };
      this.sessions.set(id, session);
    }
    this.schedule(id, session, timeoutMs, now);
  }

  /** Some sign of life. False: unknown or closing, and the caller tells its client so. */
  touch(id: SessionId, timeoutMs: number, now: number): boolean {
    const session = this.sessions.get(id);
    if (session === undefined || session.closing) return false;
    this.schedule(id, session, timeoutMs, now);
    return true;
  }

  isLive(id: SessionId): boolean {
    return this.sessions.get(id)?.closing === false;
  }

  /** May this owner write for this session? The first that asks becomes the owner. */
  check(id: SessionId, owner: Owner): Code {
    const session = this.sessions.get(id);
    if (session === undefined || session.closing) return Code.SESSIONEXPIRED;
    session.owner ??= owner;
    return session.owner === owner ? Code.OK : Code.SESSIONMOVED;
  }

  /** The session came back on another connection. False: it is unknown or closing. */
  setOwner(id: SessionId, owner: Owner): boolean {
    const session = this.sessions.get(id);
    if (session === undefined || session.closing) return false;
    session.owner = owner;
    return true;
  }

  /** A `closeSession` is on its way; nothing of this session may be prepared behind it. */
  setClosing(id: SessionId): void {
    const session = this.sessions.get(id);
    if (session !== undefined) session.closing = true;
  }

  /** The `closeSession` is applied. */
  remove(id: SessionId): void {
    const session = this.sessions.get(id);
    if (session === undefined) return;
    this.sessions.delete(id);
    this.unschedule(id, session);
  }

  /** When `expire` next has something to look at; undefined when there are no sessions. */
  nextExpiry(): number | undefined {
    return this.buckets.size === 0 ? undefined : Math.min(...this.buckets.keys());
  }

  /** When sessions expire if they are not heard of, in no order. */
  *expiries(): Generator<readonly [time: number, sessions: readonly SessionId[]]> {
    for (const [time, sessions] of this.buckets) yield [time, [...sessions]];
  }

  /** The sessions whose time is up, marked as closing, earliest first: each is to be closed by a transaction. */
  expire(now: number): SessionId[] {
    const due = [...this.buckets.keys()].filter((time) => time <= now).sort((a, b) => a - b);
    const expired: SessionId[] = [];
    for (const time of due) {
      for (const id of this.buckets.get(time) ?? []) {
        if (this.isLive(id)) expired.push(id);
        this.setClosing(id);
      }
      this.buckets.delete(time);
    }
    return expired;
  }

  private schedule(id: SessionId, session: Session, timeoutMs: number, now: number): void {
    const expiresAt = (Math.floor((now + timeoutMs) / this.tickMs) + 1) * this.tickMs;
    if (expiresAt === session.expiresAt) return;
    this.unschedule(id, session);
    session.expiresAt = expiresAt;
    const bucket = this.buckets.get(expiresAt);
    if (bucket === undefined) this.buckets.set(expiresAt, new Set([id]));
    else bucket.add(id);
  }

  private unschedule(id: SessionId, session: Session): void {
    const bucket = this.buckets.get(session.expiresAt);
    bucket?.delete(id);
    if (bucket?.size === 0) this.buckets.delete(session.expiresAt);
  }
}
