import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BufferStats } from '#impl/metrics/buffer-stats.js';
import { maxFileDescriptors, openFileDescriptors } from '#impl/metrics/file-descriptors.js';
import { entriesOf } from '#impl/metrics/sample.js';
import { Metrics } from '#impl/metrics/server-metrics.js';

/** `ServerMetrics` of 3.9.4: names that are a counter (c), a basic (b) or a detailed (a) summary, or a set (s). */
const APACHE = `
  c:snapshot_error_count c:looking_count c:diff_count c:snap_count c:commit_count c:connection_request_count c:connection_rejected
  c:bytes_received_count c:unrecoverable_error_count c:revalidate_count c:connection_drop_count c:connection_revalidate_count
  c:sessionless_connections_expired c:stale_sessions_expired c:learner_proposal_received_count c:learner_commit_received_count
  c:proposal_count c:large_requests_rejected c:digest_mismatches_count c:response_bytes c:watch_bytes
  b:fsynctime b:snapshottime b:dbinittime b:follower_sync_time b:observer_sync_time b:election_time b:node_created_watch_count
  b:node_deleted_watch_count b:node_changed_watch_count b:node_children_watch_count b:prep_process_time b:unavailable_time
  b:leader_unavailable_time b:startup_txns_loaded b:startup_txns_load_time b:startup_snap_load_time b:sync_processor_batch_size
  a:readlatency a:updatelatency a:propagation_latency a:proposal_latency a:commit_propagation_latency a:quorum_ack_latency
  sb:read_per_namespace sb:write_per_namespace sa:ack_latency
`;

test('metrics: every name is ZooKeeper’s, of the same kind', () => {
  const known = new Set(APACHE.trim().split(/\s+/));
  const metrics = new Metrics();
  metrics.ackLatency.add('k', 1);
  for (const sample of metrics.samples()) {
    assert.notEqual(sample.kind, 'gauge');
    if (sample.kind === 'gauge') continue;
    const level = sample.kind === 'counter' ? 'c' : sample.summary.level === 'BASIC' ? 'b' : 'a';
    const kind = sample.kind === 'summary' && sample.key !== undefined ? `s${level}` : level;
    assert.ok(known.has(`${kind}:${sample.name}`), `${kind}:${sample.name}`);
  }
});

test('metrics: no line of mntr is made twice', () => {
  const names = [...new Metrics().samples()].flatMap(entriesOf).map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});

test('metrics: reads and updates are counted apart, and together in srvr', () => {
  const metrics = new Metrics();
  metrics.answered(2.4, false);
  metrics.answered(5, true);
  metrics.answered(-3, true);
  assert.deepEqual(
    [metrics.readLatency.extremes.sum, metrics.updateLatency.extremes.sum, metrics.stats.latencyMs.sum],
    [2, 5, 7],
  );
  assert.equal(metrics.updateLatency.extremes.count, 1);
});

test('metrics: a reset empties all but what failed logins and slow disks counted', () => {
  const metrics = new Metrics();
  metrics.commits.add(3);
  metrics.fsyncTime.add(4);
  metrics.ackLatency.add('2', 4);
  metrics.answered(1, true);
  metrics.stats.packetsSent = 9;
  metrics.stats.authFailed = 2;
  metrics.stats.responseBytes.add(10);
  metrics.reset();
  const fresh = new Metrics();
  const entries = (from: Metrics): unknown => [...from.samples()].flatMap(entriesOf);
  assert.deepEqual(entries(metrics), entries(fresh));
  assert.deepEqual([metrics.stats.packetsSent, metrics.stats.latencyMs.count, metrics.stats.responseBytes.last], [0, 0, -1]);
  assert.equal(metrics.stats.authFailed, 2);
});

test('buffer stats: last, least and greatest', () => {
  const stats = new BufferStats();
  assert.deepEqual([stats.last, stats.min, stats.max], [-1, -1, -1]);
  for (const bytes of [5, 0, 7, 6]) stats.add(bytes);
  assert.deepEqual([stats.last, stats.min, stats.max], [6, 0, 7]);
});

test('file descriptors: as many as the process has, where the system tells', { skip: process.platform !== 'linux' }, () => {
  const [open, max] = [openFileDescriptors(), maxFileDescriptors()];
  assert.ok(open !== undefined && open >= 3);
  assert.ok(max === undefined || max >= open);
});
