/** The keys that this server obeys. Defaults are those of ZooKeeper 3.9. */
import { obeyed, optional, properties } from '../key.js';
import { flag, folder, host, hours, oneOf, port, urlPath, userDigest, whole, wordList, yesNo } from '../kinds.js';

/** Twenty ticks, the longest session timeout by default, are still an `int`. */
const TICK_MOST_MS = 100_000_000;

export const PROMETHEUS = 'org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider';
const DEFAULT_METRICS = 'org.apache.zookeeper.metrics.impl.DefaultMetricsProvider';
const NO_METRICS = 'org.apache.zookeeper.metrics.impl.NullMetricsProvider';

/** What `QuorumPeerConfig` reads: no system properties. */
const SETTINGS = {
  clientPort: optional(port, 'Port for clients; 0: one of the system’s choice; absent: no clients'),
  clientPortAddress: optional(host, 'Address that clients connect to; absent: all of this machine'),
  dataDir: optional(folder, 'Folder of snapshots, epochs and myid; needed'),
  dataLogDir: optional(folder, 'Folder of transaction logs; absent: dataDir'),
  tickTime: obeyed(whole(1, TICK_MOST_MS), 3000, 'Length of a tick in milliseconds; limits below are in ticks'),
  initLimit: obeyed(whole(0), 0, 'Ticks a follower may take to connect to a leader and sync; needed in an ensemble'),
  syncLimit: obeyed(whole(0), 0, 'Ticks that a follower may lag behind the leader; needed in an ensemble'),
  connectToLearnerMasterLimit: obeyed(whole(0), 0, 'Ticks to connect to a leader; 0: initLimit'),
  maxClientCnxns: obeyed(whole(0), 60, 'Connections of one client address; 0: no limit'),
  minSessionTimeout: obeyed(whole(-1), -1, 'Shortest session timeout in milliseconds; -1: 2 ticks'),
  maxSessionTimeout: obeyed(whole(-1), -1, 'Longest session timeout in milliseconds; -1: 20 ticks'),
  'autopurge.snapRetainCount': obeyed(whole(0), 3, 'Snapshots that purging keeps, with their logs; at least 3'),
  'autopurge.purgeInterval': obeyed(hours, 0, 'Time between purges of old snapshots and logs; 0: never'),
  peerType: obeyed(oneOf('participant', 'observer'), 'participant', 'Part in the ensemble; the server line decides'),
  standaloneEnabled: obeyed(flag, true, 'Whether one server line means a server that stands alone'),
  reconfigEnabled: obeyed(flag, false, 'Whether reconfig is answered as unimplemented instead of as disabled'),
  quorumListenOnAllIPs: obeyed(
    flag,
    false,
    'Whether the quorum ports are open on all addresses, not just on that of the server line',
  ),
  'metricsProvider.className': obeyed(
    oneOf(DEFAULT_METRICS, PROMETHEUS, NO_METRICS),
    DEFAULT_METRICS,
    'Where metrics go; PrometheusMetricsProvider opens an HTTP port',
  ),
  'metricsProvider.httpHost': obeyed(host, '0.0.0.0', 'Address of the Prometheus endpoint'),
  'metricsProvider.httpPort': obeyed(port, 7000, 'Port of the Prometheus endpoint; 0: one of the system’s choice'),
  'metricsProvider.exportJvmInfo': obeyed(flag, true, 'Whether metrics of the process are among them'),
  'jute.maxbuffer': obeyed(whole(1), 1_048_575, 'Bytes of the largest packet of a client, and of the largest znode'),
  'znode.container.checkIntervalMs': obeyed(whole(1), 60_000, 'Time between searches for containers and TTL nodes to delete'),
  'znode.container.maxPerMinute': obeyed(whole(1), 10_000, 'Containers and TTL nodes deleted in a minute at most'),
  'znode.container.maxNeverUsedIntervalMs': obeyed(
    whole(0),
    300_000,
    'Age at which a container that never had a child is deleted; 0: never',
  ),
};

/** System properties of Apache's server, which takes them from `zoo.cfg` too. */
const PROPERTIES = properties({
  '4lw.commands.whitelist': obeyed(wordList, new Set(['srvr']), 'Four-letter words that are answered'),
  'admin.enableServer': obeyed(flag, true, 'Whether there is an admin server (HTTP)'),
  'admin.serverPort': obeyed(port, 8080, 'Port of the admin server; 0: one of the system’s choice'),
  'admin.serverAddress': obeyed(host, '0.0.0.0', 'Address of the admin server'),
  'admin.commandURL': obeyed(urlPath, '/commands', 'Path of the admin server’s commands'),
  snapCount: obeyed(whole(0), 100_000, 'Transactions after which a snapshot is written; at least 2'),
  snapSizeLimitInKb: obeyed(whole(-1), 4_194_304, 'KiB of transactions after which a snapshot is written; 0 or less: no limit'),
  txnLogSizeLimitInKb: obeyed(whole(-1), -1, 'KiB after which another log file is begun; 0 or less: no limit'),
  preAllocSize: obeyed(whole(0, 4_194_304), 65_536, 'KiB by which a log file grows at a time'),
  forceSync: obeyed(yesNo, true, 'Whether a transaction is on disk before it is acknowledged'),
  'fsync.warningthresholdms': obeyed(whole(0), 1000, 'Milliseconds after which a sync of the log is reported as slow'),
  'snapshot.trust.empty': obeyed(flag, false, 'Whether logs without any snapshot are taken as all there is'),
  'db.autocreate': obeyed(flag, true, 'Whether an empty disk is a new server’s; false: it needs the file initialize'),
  'datadir.autocreate': obeyed(flag, true, 'Whether missing folders are created'),
  'digest.enabled': obeyed(flag, true, 'Whether a digest of the tree is kept, written and compared'),
  globalOutstandingLimit: obeyed(whole(1), 1000, 'Requests under way above which clients are not read from'),
  largeRequestThreshold: obeyed(whole(-1), -1, 'Bytes from which on a request counts as large; -1: none does'),
  largeRequestMaxBytes: obeyed(whole(1), 104_857_600, 'Bytes of all large requests under way at most'),
  maxCnxns: obeyed(whole(0), 0, 'Connections of all clients; 0: no limit'),
  'nio.sessionlessCnxnTimeout': obeyed(whole(1), 10_000, 'Milliseconds that a connection may take to ask for a session'),
  leaderServes: obeyed(yesNo, true, 'Whether a leader takes clients'),
  extendedTypesEnabled: obeyed(flag, false, 'Whether there are TTL nodes'),
  enforceQuota: obeyed(flag, false, 'Whether writes beyond a quota are refused, not just reported'),
  skipACL: obeyed(yesNo, false, 'Whether access control is off'),
  'DigestAuthenticationProvider.enabled': obeyed(flag, true, 'Whether clients may authenticate as user:password'),
  'DigestAuthenticationProvider.superDigest': optional(userDigest, 'Digest of the user who may do everything; absent: nobody'),
  'DigestAuthenticationProvider.digestAlg': obeyed(
    oneOf('SHA1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'MD5'),
    'SHA1',
    'Hash of user:password',
  ),
  'fastleader.minNotificationInterval': obeyed(whole(1), 200, 'Milliseconds without a vote after which votes are sent again'),
  'fastleader.maxNotificationInterval': obeyed(whole(1), 60_000, 'The same, after it has doubled again and again'),
  cnxTimeout: obeyed(whole(1), 5000, 'Milliseconds to connect to an election port'),
  electionPortBindRetry: obeyed(whole(0), 3, 'Tries to open the election port; 0: without end'),
});

export const OBEYED = { ...SETTINGS, ...PROPERTIES };
