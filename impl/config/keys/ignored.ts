/** The keys that change how fast Apache's server is, and nothing here: accepted with a warning. */
import { ignored, properties } from '../key.js';
import { anyText, decimal, flag, oneOf, whole, yesNo } from '../kinds.js';

const PROCESSORS = 'There is one event loop, and no threads to size';
const SYNC = 'The leader itself decides how a follower is brought up to date';
const THROTTLE = 'Requests are bounded by globalOutstandingLimit and the large request limits alone';
const ADMISSION = 'Connections are bounded by maxClientCnxns and maxCnxns alone';
const WATCHES = 'There is one watch manager, and nothing to clean up in it';
const CACHE = 'Answers are not cached';
const SOCKETS = 'Sockets never block here';
const NAGLE = 'Delays of small packets are always off';
const JAVA = 'There is no Java machine';
const OBSERVER = 'Observers reconnect as followers do';
const STATS = 'There are no statistics by path';
const NO_SASL = 'There is no SASL between servers';

const SETTINGS = {
  clientPortListenBacklog: ignored(whole(-1), '-1', 'The system’s own backlog is used'),
  syncEnabled: ignored(flag, 'true', 'An observer always keeps its log and snapshots on disk'),
  localSessionsUpgradingEnabled: ignored(flag, 'false', 'Without local sessions there is nothing to upgrade'),
  'quorum.cnxn.threads.size': ignored(whole(1), null, PROCESSORS),
  'quorum.auth.kerberos.servicePrincipal': ignored(anyText, null, NO_SASL),
  'quorum.auth.server.saslLoginContext': ignored(anyText, null, NO_SASL),
  'quorum.auth.learner.saslLoginContext': ignored(anyText, null, NO_SASL),
  'multiAddress.reachabilityCheckEnabled': ignored(flag, null, 'A server has one address'),
  'multiAddress.reachabilityCheckTimeoutMs': ignored(whole(0), null, 'A server has one address'),
  'jvm.pause.*': ignored(anyText, null, JAVA),
  'metricsProvider.numWorkerThreads': ignored(whole(1), null, PROCESSORS),
  'metricsProvider.maxQueueSize': ignored(whole(1), null, PROCESSORS),
  'metricsProvider.workerShutdownTimeoutMs': ignored(whole(0), null, PROCESSORS),
  'jute.maxbuffer.extrasize': ignored(
    whole(0),
    null,
    'Records read from disk and from servers are bounded by their files and frames',
  ),
  'leader.nodelay': ignored(flag, 'true', NAGLE),
  'follower.nodelay': ignored(flag, 'true', NAGLE),
};

const PROPERTIES = properties({
  'admin.idleTimeout': ignored(whole(0), null, 'Idle connections end after the HTTP server’s own time'),
  'admin.httpVersion': ignored(anyText, null, 'The admin server speaks HTTP/1.1'),
  'admin.snapshot.enabled': ignored(flag, 'false', 'The admin server has no snapshot command'),
  'admin.restore.enabled': ignored(flag, 'false', 'The admin server has no restore command'),
  'admin.rateLimiterIntervalInMS': ignored(whole(0), null, 'The admin server has no command that it limits'),
  flushDelay: ignored(whole(0), '0', 'Transactions that come while others are written share the next sync'),
  maxWriteQueuePollTime: ignored(whole(0), null, 'Transactions that come while others are written share the next sync'),
  maxBatchSize: ignored(whole(0), null, 'Transactions that come while others are written share the next sync'),
  commitLogCount: ignored(whole(0), null, SYNC),
  snapshotSizeFactor: ignored(decimal, null, SYNC),
  forceSnapshotSync: ignored(flag, 'false', SYNC),
  'leader.maxConcurrentSnapSyncs': ignored(whole(0), null, SYNC),
  'leader.maxConcurrentDiffSyncs': ignored(whole(0), null, SYNC),
  'leader.maxTimeToWaitForEpoch': ignored(whole(-1), '-1', 'A leader waits for an epoch as long as initLimit says'),
  'leader.ackLoggingFrequency': ignored(whole(0), null, 'Acknowledgements are not logged'),
  'leader.closeSocketAsync': ignored(flag, null, SOCKETS),
  'learner.closeSocketAsync': ignored(flag, null, SOCKETS),
  'learner.asyncSending': ignored(flag, null, SOCKETS),
  leaderConnectDelayDuringRetryMs: ignored(whole(0), null, OBSERVER),
  'observer.reconnectDelayMs': ignored(whole(0), null, OBSERVER),
  'observer.election.DelayMs': ignored(whole(0), null, OBSERVER),
  'observer.syncEnabled': ignored(flag, 'true', 'An observer always keeps its log and snapshots on disk'),
  'observerMaster.sizeLimit': ignored(whole(0), null, 'There are no observer masters'),
  request_throttle_max_requests: ignored(whole(0), '0', THROTTLE),
  request_throttle_stall_time: ignored(whole(0), null, THROTTLE),
  request_throttle_drop_stale: ignored(flag, null, THROTTLE),
  request_stale_latency_check: ignored(flag, 'false', THROTTLE),
  request_stale_connection_check: ignored(flag, null, THROTTLE),
  'request_throttler.shutdownTimeout': ignored(whole(0), null, THROTTLE),
  throttled_op_wait_time: ignored(whole(0), '0', THROTTLE),
  'connection_throttle_*': ignored(anyText, null, ADMISSION),
  maxResponseCacheSize: ignored(whole(-1), '0', CACHE),
  maxGetChildrenResponseCacheSize: ignored(whole(-1), '0', CACHE),
  enableEagerACLCheck: ignored(flag, 'false', 'Access is checked where ZooKeeper checks it by default'),
  serverCnxnFactory: ignored(
    oneOf('org.apache.zookeeper.server.NIOServerCnxnFactory', 'org.apache.zookeeper.server.NettyServerCnxnFactory'),
    'org.apache.zookeeper.server.NIOServerCnxnFactory',
    'There is one implementation of connections',
  ),
  'fips-mode': ignored(flag, null, 'It concerns TLS, which this server does not have'),
  'client.certReload': ignored(flag, 'false', 'It concerns TLS, which this server does not have'),
  'enforce.auth.schemes': ignored(anyText, null, 'It has a meaning with enforce.auth.enabled only'),
  'audit.impl.class': ignored(anyText, null, 'It has a meaning with audit.enable only'),
  quorumCnxnTimeoutMs: ignored(whole(-1), '-1', 'Election connections end when the other side does'),
  tcpKeepAlive: ignored(flag, 'false', 'Election connections are as the system makes them'),
  clientTcpKeepAlive: ignored(flag, 'false', 'Client connections are as the system makes them'),
  watchManagerName: ignored(anyText, null, WATCHES),
  watcherCleanThreadsNum: ignored(whole(0), null, WATCHES),
  watcherCleanThreshold: ignored(whole(0), null, WATCHES),
  watcherCleanIntervalInSeconds: ignored(whole(0), null, WATCHES),
  maxInProcessingDeadWatchers: ignored(whole(-1), null, WATCHES),
  bitHashCacheSize: ignored(whole(0), null, WATCHES),
  'commitProcessor.*': ignored(anyText, null, PROCESSORS),
  'nio.*': ignored(anyText, null, PROCESSORS),
  'netty.*': ignored(anyText, null, PROCESSORS),
  'pathStats.*': ignored(anyText, null, STATS),
  'messageTracker.*': ignored(anyText, null, 'Messages between servers are logged, not kept'),
  intBufferStartingSizeBytes: ignored(whole(0), null, 'Buffers grow as they need to'),
  forward_learner_requests_to_commit_processor_disabled: ignored(flag, null, PROCESSORS),
  'follower.skipLearnerRequestToNextProcessor': ignored(flag, null, PROCESSORS),
  'jmx.log4j.*': ignored(anyText, null, JAVA),
  requireKerberosConfig: ignored(yesNo, 'false', 'There is no Kerberos'),
});

export const IGNORED = { ...SETTINGS, ...PROPERTIES };
