/** What a peer's life adds to the metrics: elections, syncs, proposals, acknowledgements. It watches the steps; it never decides. */
import { performance } from 'node:perf_hooks';
import { BufferStats } from '#impl/metrics/buffer-stats.js';
import { LearnerStats } from '#impl/metrics/learner-stats.js';
import type { Metrics } from '#impl/metrics/server-metrics.js';
import type { PeerEvents } from '#impl/peer/peer-events.js';
import type { Input, Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import { isEpochMark } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';

/** Times of so many newest proposals are kept; more are hardly ever outstanding. */
const PROPOSALS_KEPT = 4096;

export class PeerMetrics implements Omit<PeerEvents, 'failed'> {
  readonly proposalBytes = new BufferStats();
  private readonly metrics: Metrics;
  private readonly learners = new Map<ServerId, LearnerStats>();
  private readonly proposedMs = new Float64Array(PROPOSALS_KEPT);
  private lookingSinceMs: number | null = null;
  private syncingSinceMs: number | null = null;

  constructor(metrics: Metrics) {
    this.metrics = metrics;
  }

  learner(server: ServerId): LearnerStats {
    let stats = this.learners.get(server);
    if (stats === undefined) {
      stats = new LearnerStats();
      this.learners.set(server, stats);
    }
    return stats;
  }

  readonly taken = (_action: string, input: Input, before: Local, after: Local): void => {
    const { metrics } = this;
    if (before.role !== 'leading') {
      if (input.type === 'PROPOSAL') metrics.learnerProposals.add();
      else if (input.type === 'COMMIT') metrics.learnerCommits.add();
      return;
    }
    if (input.type === 'ClientWrite' || input.type === 'REQUEST') this.proposed(input.value, after.history.lastZxid);
    if (before.phase === 'broadcast' && after.lastCommitted !== before.lastCommitted) {
      metrics.quorumAckLatency.add(this.sinceProposal(after.lastCommitted));
    }
    if (input.type === 'ACK' && !isEpochMark(input.zxid)) {
      metrics.ackLatency.add(String(input.from), this.sinceProposal(input.zxid));
    }
    // A leader's acknowledgements to itself are no packets.
    if (!('from' in input) || input.from === before.vote.leader) return;
    const learner = this.learner(input.from);
    learner.packetsReceived += 1;
    if (input.type === 'REQUEST') learner.requests += 1;
    else if (input.type === 'ACK') learner.lastZxid = input.zxid;
  };

  readonly sent = (to: ServerId, message: Message): void => {
    if (message.type === 'DIFF') this.metrics.diffs.add();
    else if (message.type === 'SNAP') this.metrics.snaps.add();
    this.learner(to).packetsSent += 1;
  };

  readonly turned = (before: Local, after: Local): void => {
    const { metrics } = this;
    const nowMs = performance.now();
    if (after.role === 'looking' && before.role !== 'looking') {
      metrics.lookings.add();
      this.lookingSinceMs = nowMs;
    }
    if (before.role === 'looking' && after.role !== 'looking' && this.lookingSinceMs !== null) {
      metrics.electionTime.add(nowMs - this.lookingSinceMs);
      this.syncingSinceMs = nowMs;
    }
    if (after.phase !== 'broadcast') return;
    if (this.syncingSinceMs !== null && after.role === 'following') metrics.followerSyncTime.add(nowMs - this.syncingSinceMs);
    if (this.syncingSinceMs !== null && after.role === 'observing') metrics.observerSyncTime.add(nowMs - this.syncingSinceMs);
    if (this.lookingSinceMs !== null) {
      metrics.unavailableTime.add(nowMs - this.lookingSinceMs);
      if (after.role === 'leading') metrics.leaderUnavailableTime.add(nowMs - this.lookingSinceMs);
    }
    this.lookingSinceMs = null;
  };

  readonly snapshotWritten = (elapsedMs: number): void => {
    this.metrics.snapshotTime.add(elapsedMs);
  };

  private proposed(value: unknown, zxid: Zxid): void {
    this.metrics.proposals.add();
    if (value instanceof Uint8Array) this.proposalBytes.add(value.length);
    this.proposedMs[zxid.counter % PROPOSALS_KEPT] = performance.now();
  }

  private sinceProposal({ counter }: Zxid): number {
    return performance.now() - (this.proposedMs[counter % PROPOSALS_KEPT] ?? 0);
  }
}
