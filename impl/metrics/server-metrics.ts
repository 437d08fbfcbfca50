/**
 * Everything that a server counts, one field for each metric, under ZooKeeper's names (`ServerMetrics`, `ServerStats`). Times are in
 * milliseconds, sizes in bytes. Who measures calls `add`; nothing here looks at the server.
 */
import { BufferStats } from './buffer-stats.js';
import { Counter } from './counter.js';
import { Extremes } from './extremes.js';
import type { Sample } from './sample.js';
import { Summary, SummarySet } from './summary.js';

/** The counts of `srvr` (`ServerStats`). Apache shows them as gauges. */
export class ServerStats {
  packetsReceived = 0;
  packetsSent = 0;
  /** Not touched by `srst`, as the next. */
  authFailed = 0;
  fsyncThresholdExceeded = 0;
  readonly latencyMs = new Extremes();
  /** Of whole replies. */
  readonly responseBytes = new BufferStats();

  reset(): void {
    this.packetsReceived = 0;
    this.packetsSent = 0;
    this.latencyMs.reset();
    this.responseBytes.reset();
  }
}

export class Metrics {
  readonly stats = new ServerStats();

  // Connections and sessions.
  readonly connectionRequests = new Counter('connection_request_count');
  /** Refused at once: too many, of all or of one address. */
  readonly connectionsRejected = new Counter('connection_rejected');
  /** Closed for whatever reason but a four-letter word or `closeSession`. */
  readonly connectionsDropped = new Counter('connection_drop_count');
  /** Clients that came back with a session. */
  readonly connectionRevalidations = new Counter('connection_revalidate_count');
  /** REVALIDATE packets answered as leader. */
  readonly revalidations = new Counter('revalidate_count');
  readonly sessionlessExpired = new Counter('sessionless_connections_expired');
  readonly sessionsExpired = new Counter('stale_sessions_expired');
  readonly bytesReceived = new Counter('bytes_received_count');
  readonly responseBytes = new Counter('response_bytes');
  readonly watchBytes = new Counter('watch_bytes');
  readonly largeRequestsRejected = new Counter('large_requests_rejected');

  // Requests.
  readonly readLatency = new Summary('readlatency', 'ADVANCED');
  readonly updateLatency = new Summary('updatelatency', 'ADVANCED');
  readonly prepTime = new Summary('prep_process_time', 'BASIC');
  /** How many watchers one change told. */
  readonly createdWatches = new Summary('node_created_watch_count', 'BASIC');
  readonly deletedWatches = new Summary('node_deleted_watch_count', 'BASIC');
  readonly changedWatches = new Summary('node_changed_watch_count', 'BASIC');
  readonly childrenWatches = new Summary('node_children_watch_count', 'BASIC');
  readonly digestMismatches = new Counter('digest_mismatches_count');
  readonly unrecoverableErrors = new Counter('unrecoverable_error_count');

  // Elections and syncs.
  readonly lookings = new Counter('looking_count');
  readonly electionTime = new Summary('election_time', 'BASIC');
  readonly followerSyncTime = new Summary('follower_sync_time', 'BASIC');
  readonly observerSyncTime = new Summary('observer_sync_time', 'BASIC');
  /** Syncs sent as leader, by kind. */
  readonly diffs = new Counter('diff_count');
  readonly snaps = new Counter('snap_count');
  /** From losing a leader until requests are served again. */
  readonly unavailableTime = new Summary('unavailable_time', 'BASIC');
  readonly leaderUnavailableTime = new Summary('leader_unavailable_time', 'BASIC');

  // Broadcast.
  readonly proposals = new Counter('proposal_count');
  readonly commits = new Counter('commit_count');
  readonly learnerProposals = new Counter('learner_proposal_received_count');
  readonly learnerCommits = new Counter('learner_commit_received_count');
  /** From the proposal until a quorum has acknowledged it. */
  readonly quorumAckLatency = new Summary('quorum_ack_latency', 'ADVANCED');
  /** The same until one server's acknowledgement; the key is its id. */
  readonly ackLatency = new SummarySet('ack_latency', 'ADVANCED');
  /** From prep at the leader until the transaction is applied here. */
  readonly propagationLatency = new Summary('propagation_latency', 'ADVANCED');

  // Disk and start.
  readonly fsyncTime = new Summary('fsynctime', 'BASIC');
  /** Requests that share a sync. */
  readonly syncBatchSize = new Summary('sync_processor_batch_size', 'BASIC');
  readonly snapshotTime = new Summary('snapshottime', 'BASIC');
  readonly dbInitTime = new Summary('dbinittime', 'BASIC');
  readonly startupTxns = new Summary('startup_txns_loaded', 'BASIC');

  /** A request of this server's own client was answered (`ServerStats.updateLatency`). */
  answered(latencyMs: number, isUpdate: boolean): void {
    if (!(latencyMs >= 0)) return;
    this.stats.latencyMs.add(Math.round(latencyMs));
    (isUpdate ? this.updateLatency : this.readLatency).add(latencyMs);
  }

  /** Counters and summaries; what `stats` holds is shown among the gauges. */
  *samples(): Generator<Sample, void, void> {
    for (const metric of this.all()) {
      const { name } = metric;
      if (metric instanceof Counter) yield { kind: 'counter', name, value: metric.value };
      else if (metric instanceof Summary) yield { kind: 'summary', name, summary: metric };
      else for (const [key, summary] of metric.entries()) yield { kind: 'summary', name, key, summary };
    }
  }

  /** `srst`. */
  reset(): void {
    this.stats.reset();
    for (const metric of this.all()) metric.reset();
  }

  private *all(): Generator<Counter | Summary | SummarySet, void, void> {
    for (const field of Object.values(this) as readonly unknown[]) {
      if (field instanceof Counter || field instanceof Summary || field instanceof SummarySet) yield field;
    }
  }
}
