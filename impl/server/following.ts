/**
 * A follower's or observer's way to its leader (`FollowerZooKeeperServer`, `LearnerSessionTracker`): requests are handed on as they came,
 * signs of life are gathered for the next ping, sessions that come back are asked about.
 */
import type { Replicator } from '#impl/peer/application.js';
import type { SessionTouch } from '#impl/wire/quorum-data.js';
import type { ForwardedRequest } from '#impl/wire/quorum-messages.js';
import { opCode } from '#impl/wire/op-codes.js';
import type { Zxid } from '#spec/model/zxid.js';
import { Fifo } from './fifo.js';
import type { Replica } from './replica.js';
import type { ClientConnection } from './client-connection.js';
import type { ClientWrite, Upstream } from './upstream.js';

export class Following implements Upstream {
  private readonly replicator: Replicator;
  private readonly replica: Replica<ClientConnection>;
  private heard = new Map<bigint, number>();
  private readonly syncs = new Fifo<() => void>();
  private readonly claims = new Map<bigint, ((valid: boolean) => void)[]>();

  constructor(replicator: Replicator, replica: Replica<ClientConnection>) {
    this.replicator = replicator;
    this.replica = replica;
  }

  write(write: ClientWrite): boolean {
    return this.replicator.forward(forwarded(write));
  }

  sync(write: ClientWrite, answered: () => void): boolean {
    if (!this.replicator.sync(forwarded(write))) return false;
    this.syncs.push(answered);
    return true;
  }

  /** The leader answers syncs in the order in which they were asked. */
  synced(): void {
    this.syncs.shift()?.();
  }

  claim(sessionId: bigint, timeoutMs: number, answer: (valid: boolean) => void): void {
    const waiting = this.claims.get(sessionId);
    if (waiting === undefined) this.claims.set(sessionId, [answer]);
    else waiting.push(answer);
    this.replicator.revalidate(sessionId, timeoutMs);
  }

  /** The leader's answers come in the order of the questions, for each session. */
  claimed(sessionId: bigint, valid: boolean): void {
    const waiting = this.claims.get(sessionId);
    const answer = waiting?.shift();
    if (waiting?.length === 0) this.claims.delete(sessionId);
    answer?.(valid);
  }

  /** Only the leader knows whether it still lives. */
  touch(sessionId: bigint, timeoutMs: number): boolean {
    this.heard.set(sessionId, timeoutMs);
    return true;
  }

  takeTouches(): readonly SessionTouch[] {
    const touches = [...this.heard].map(([sessionId, timeOut]) => ({ sessionId, timeOut }));
    this.heard = new Map();
    return touches;
  }

  commit(zxid: Zxid, payload: Uint8Array): ReturnType<Upstream['commit']> {
    const txn = this.replica.decoded(zxid, payload);
    return { txn, applied: this.replica.apply(txn) };
  }

  isFull(): boolean {
    return this.replicator.isFull();
  }

  stop(): void {
    this.claims.clear();
  }
}

function forwarded({ sessionId, cxid, operation, raw, ids }: ClientWrite): ForwardedRequest {
  return { sessionId, cxid, type: opCode(operation.op), body: raw, identities: ids };
}
