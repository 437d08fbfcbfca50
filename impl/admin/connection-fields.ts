/** Connections and counts as JSON (`ServerCnxn.getConnectionInfo`, `LearnerHandler.getLearnerHandlerInfo`, the bean `ServerStats`). */
import type { BufferStats } from '#impl/metrics/buffer-stats.js';
import type { Fields } from './command.js';
import { interestOps } from './connection-text.js';
import type { FolderSizes } from './folder-size.js';
import { addressText, zxidLong } from './format.js';
import type { Json } from './json.js';
import type { ConnectionView, LearnerView, ServerView, ServingView } from './server-view.js';

/** Without TLS there are no secure connections; readers expect the list. */
export function connectionLists(view: ServerView, isBrief: boolean): Fields {
  const connections = [...view.connections()].map((connection) => connectionFields(connection, isBrief));
  return { connections, secure_connections: [] };
}

function connectionFields(connection: ConnectionView, isBrief: boolean): Fields {
  const { remote, outstanding, stats, sessionId, sessionTimeoutMs, establishedAt } = connection;
  const brief = {
    remote_socket_address: addressText(remote),
    interest_ops: interestOps(connection),
    outstanding_requests: outstanding,
    packets_received: stats.packetsReceived,
    packets_sent: stats.packetsSent,
  };
  if (isBrief) return brief;
  return {
    ...brief,
    session_id: sessionId,
    last_operation: stats.lastOperation,
    established: establishedAt,
    session_timeout: sessionTimeoutMs,
    last_cxid: stats.lastXid,
    last_zxid: zxidLong(stats.lastZxid),
    last_response_time: stats.lastAnsweredAt,
    last_latency: stats.lastLatencyMs,
    min_latency: stats.minLatencyMs,
    avg_latency: stats.avgLatencyMs,
    max_latency: stats.maxLatencyMs,
  };
}

export function learnerFields({ serverId, remote, establishedAt, queuedBytes, stats }: LearnerView): Fields {
  return {
    remote_socket_address: addressText(remote),
    sid: serverId,
    established: establishedAt,
    queued_packets_size: queuedBytes,
    packets_received: stats.packetsReceived,
    packets_sent: stats.packetsSent,
    requests: stats.requests,
    last_zxid: zxidLong(stats.lastZxid),
  };
}

/** `server_stats`; the four fields from `proposal_stats` on in ZooKeeper's order. */
export function serverStatsFields(view: ServerView, serving: ServingView, sizes: FolderSizes): Fields {
  const proposals = view.quorum()?.leading?.proposalBytes;
  const responses = bufferFields(view.metrics.stats.responseBytes);
  const { mode, outstanding, uptimeMs, store } = serving;
  const { latencyMs, packetsReceived, packetsSent, authFailed, fsyncThresholdExceeded } = view.metrics.stats;
  return {
    version: view.version,
    read_only: mode === 'read-only',
    server_stats: {
      packets_sent: packetsSent,
      packets_received: packetsReceived,
      fsync_threshold_exceed_count: fsyncThresholdExceeded,
      auth_failed_count: authFailed,
      client_response_stats: responses,
      data_dir_size: sizes.dataDir,
      log_dir_size: sizes.dataLogDir,
      last_processed_zxid: zxidLong(store.lastZxid),
      outstanding_requests: outstanding,
      server_state: mode,
      avg_latency: latencyMs.avg,
      max_latency: latencyMs.max,
      min_latency: latencyMs.min,
      num_alive_client_connections: [...view.connections()].length,
      provider_null: false,
      uptime: uptimeMs,
    },
    client_response: responses,
    ...(mode === 'leader' && proposals !== undefined ? { proposal_stats: bufferFields(proposals) } : {}),
    node_count: store.nodeCount,
  };
}

function bufferFields({ last, min, max }: BufferStats): Json {
  return { last_buffer_size: last, min_buffer_size: min, max_buffer_size: max };
}
