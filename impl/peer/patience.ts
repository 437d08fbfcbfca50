/**
 * Silence, judged once a tick (`LearnerMaster`, `Leader.lead`, socket time-outs of `Learner`): which connections say nothing, which
 * followers do not get on with their log, and when a leader has waited long enough for a quorum. The protocol is then told that a
 * connection broke, or that a quorum is missing; what follows from that is its business.
 */
import type { Local } from '#spec/model/state.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { compareZxids } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';

export interface PatienceLimits {
  readonly tickTimeMs: number;
  readonly initLimit: number;
  readonly syncLimit: number;
}

/** Since when a follower has had the same oldest proposal before it. */
interface Backlog {
  readonly acked: Zxid;
  readonly sinceMs: number;
}

export class Patience {
  private readonly limits: PatienceLimits;
  private backlogs = new Map<ServerId, Backlog>();

  constructor(limits: PatienceLimits) {
    this.limits = limits;
  }

  get initMs(): number {
    return this.limits.initLimit * this.limits.tickTimeMs;
  }

  get syncMs(): number {
    return this.limits.syncLimit * this.limits.tickTimeMs;
  }

  /** A leader's learners that have been silent, or idle, for too long. `receivedMs`: when something last came from it. */
  tooSlow(s: Local, nowMs: number, receivedMs: (learner: ServerId) => number): readonly ServerId[] {
    const slow: ServerId[] = [];
    const backlogs = new Map<ServerId, Backlog>();
    for (const [key, learner] of Object.entries(s.leading?.learners ?? {})) {
      const server = sid(Number(key));
      const active = learner.stage === 'active';
      if (nowMs - receivedMs(server) > (active ? this.syncMs : this.initMs + this.syncMs)) {
        slow.push(server);
        continue;
      }
      if (!active || learner.observer || compareZxids(learner.acked, s.history.lastZxid) >= 0) continue;
      const before = this.backlogs.get(server);
      const stuck = before !== undefined && compareZxids(before.acked, learner.acked) === 0;
      const backlog = stuck ? before : { acked: learner.acked, sinceMs: nowMs };
      if (nowMs - backlog.sinceMs > this.syncMs) slow.push(server);
      else backlogs.set(server, backlog);
    }
    this.backlogs = backlogs;
    return slow;
  }

  /** A learner hears from its leader: a stream while it synchronizes, pings when it is active. */
  leaderIsSilent(s: Local, silentMs: number): boolean {
    return silentMs > (s.phase === 'broadcast' ? this.syncMs : this.initMs);
  }

  /** An established leader looks for its quorum at every tick; one that is not yet established is given time, phase by phase. */
  mayMissQuorum(s: Local, phaseMs: number): boolean {
    return s.phase === 'broadcast' || phaseMs > this.initMs;
  }
}
