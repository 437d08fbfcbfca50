/**
 * What is measured by looking at the server (`ZooKeeperServer.registerMetrics` and those of `Quorum-`, `Leader-` and
 * `FollowerZooKeeperServer`). What cannot be seen now, as the tree while nobody is served, is not there.
 */
import { maxFileDescriptors, openFileDescriptors } from '#impl/metrics/file-descriptors.js';
import type { Sample } from '#impl/metrics/sample.js';
import type { ServerStats } from '#impl/metrics/server-metrics.js';
import type { Store } from '#spec/service/tree/store.js';
import { quotaSamples } from './namespaces.js';
import type { LeadingView, QuorumView, ServerView, ServingView } from './server-view.js';

type Values = Readonly<Record<string, number | undefined>>;

/** Gauges, then counters and summaries: all that `mntr`, the admin server and Prometheus tell. */
export function samplesOf(view: ServerView): readonly Sample[] {
  return [...gaugesOf(view), ...view.metrics.samples()];
}

function gaugesOf(view: ServerView): readonly Sample[] {
  const serving = view.serving();
  const quorum = view.quorum();
  const values: Values = {
    ...statsGauges(view.metrics.stats),
    num_alive_connections: [...view.connections()].length,
    ...(serving === null ? {} : servingGauges(serving)),
    open_file_descriptor_count: openFileDescriptors(),
    max_file_descriptor_count: maxFileDescriptors(),
    ...(quorum === null ? {} : quorumGauges(quorum)),
  };
  const gauges = Object.entries(values).flatMap(([name, value]): readonly Sample[] =>
    value === undefined ? [] : [{ kind: 'gauge', name, value, isReal: name === 'avg_latency' }],
  );
  return serving === null ? gauges : [...gauges, ...quotaSamples(serving.store)];
}

function statsGauges({ latencyMs, packetsReceived, packetsSent, responseBytes, authFailed }: ServerStats): Values {
  return {
    avg_latency: latencyMs.avg,
    max_latency: latencyMs.max,
    min_latency: latencyMs.min,
    packets_received: packetsReceived,
    packets_sent: packetsSent,
    last_client_response_size: responseBytes.last,
    max_client_response_size: responseBytes.max,
    min_client_response_size: responseBytes.min,
    auth_failed_count: authFailed,
  };
}

function servingGauges({ outstanding, uptimeMs, store, watches }: ServingView): Values {
  return {
    outstanding_requests: outstanding,
    uptime: uptimeMs,
    znode_count: store.nodeCount,
    watch_count: watches.data.size + watches.children.size,
    ephemerals_count: ephemeralCount(store),
    approximate_data_size: store.dataSize,
    global_sessions: store.sessions.size,
    // There is no such thing here, and so none of them.
    local_sessions: 0,
  };
}

function ephemeralCount(store: Store): number {
  let count = 0;
  for (const owner of store.owners()) count += store.ephemeralsOf(owner).size;
  return count;
}

function quorumGauges({ membership, leading }: QuorumView): Values {
  const voters = new Set(membership.servers.filter(({ role }) => role === 'participant').map(({ id }) => id));
  return { quorum_size: voters.size, ...(leading === null ? {} : leadingGauges(leading, voters)) };
}

function leadingGauges({ learners, pendingSyncs, uptimeMs, proposalBytes }: LeadingView, voters: ReadonlySet<number>): Values {
  const synced = learners.filter(({ isSynced }) => isSynced);
  const followers = synced.filter(({ role }) => role === 'follower');
  return {
    learners: learners.length,
    synced_followers: followers.length,
    synced_non_voting_followers: followers.filter(({ serverId }) => !voters.has(serverId)).length,
    synced_observers: synced.length - followers.length,
    pending_syncs: pendingSyncs,
    leader_uptime: uptimeMs,
    last_proposal_size: proposalBytes.last,
    max_proposal_size: proposalBytes.max,
    min_proposal_size: proposalBytes.min,
  };
}
