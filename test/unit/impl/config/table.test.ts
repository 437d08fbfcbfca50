/** The table of keys, each tested by what it says of itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildConfig, textsOf } from '#impl/config/build.js';
import type { Configured } from '#impl/config/build.js';
import { PROMETHEUS } from '#impl/config/keys/obeyed.js';
import { keyListing } from '#impl/config/listing.js';
import { parseProperties } from '#impl/config/properties.js';
import { settle } from '#impl/config/settle.js';
import { findKey, KEYS, namesOf } from '#impl/config/table.js';

/** Where every key has a meaning: one server, client port, metrics. */
const BASE: readonly string[] = [
  'dataDir=/data',
  'clientPort=2181',
  'initLimit=10',
  'syncLimit=5',
  `metricsProvider.className=${PROMETHEUS}`,
  'server.1=one:2888:3888',
];

/** The base without the key, and then the line under test, which is thus the last one. */
function configured(line: string | null, without = ''): Configured & { readonly last: number } {
  const rest = BASE.filter((each) => !each.startsWith(`${without}=`));
  const lines = line === null ? rest : [...rest, line];
  const { entries, problems } = parseProperties(lines.join('\n'));
  assert.deepEqual(problems, []);
  return { ...buildConfig(settle(entries), 1, textsOf(entries)), last: lines.length };
}

/** What the server would be told, and what the operator. */
function outcome(line: string | null, without = ''): unknown {
  const made = configured(line, without);
  return made.ok ? { ...made.config, given: null, warnings: made.warnings } : made.problems;
}

/** `*` stands for anything. */
function instance(name: string): string {
  return name.replace(/\*$/, 'anything');
}

const entries = Object.entries(KEYS);
/** Some value of every kind, and of most kinds two. */
const NETTY = 'org.apache.zookeeper.server.NettyServerCnxnFactory';
const TEXTS = [NETTY, 'true', 'false', '17', '7', 'observer', 'SHA-256', '/other', 'other.example', 'a:Zm9v', 'mntr', PROMETHEUS];
const MALFORMED = 'no\\u0000value';

function validTexts(name: string): readonly string[] {
  const key = KEYS[name];
  return TEXTS.filter((text) => key?.kind.parse(text) !== undefined);
}

test('table: every key takes what its listing shows as its default', () => {
  for (const [name, key] of entries) {
    if (key.advice !== 'obeyed' || key.byDefault === null) continue;
    assert.deepEqual(key.kind.parse(key.kind.show(key.byDefault)), key.byDefault, name);
    const absent = configured(null, name);
    if (!absent.ok) continue;
    assert.deepEqual(outcome(`${name}=${key.kind.show(key.byDefault)}`, name), outcome(null, name), name);
  }
});

test('table: every key that is obeyed changes what the server or the operator is told', () => {
  for (const [name, key] of entries) {
    if (key.advice !== 'obeyed') continue;
    const other = validTexts(name).find((text) => key.kind.parse(text) !== key.byDefault);
    assert.ok(other !== undefined, `no value to try ${name} with`);
    for (const spelled of namesOf(name)) {
      const given = outcome(`${spelled}=${other}`, name);
      assert.notDeepEqual(given, outcome(null, name), `${spelled}=${other}`);
    }
  }
});

test('table: a value of the wrong kind is refused by name and line', () => {
  const checked = entries.filter(([, key]) => key.kind.parse('no\0value') === undefined);
  assert.ok(checked.length > 100);
  for (const [name, key] of checked) {
    const spelled = instance(name);
    const made = configured(`${spelled}=${MALFORMED}`, name);
    assert.ok(!made.ok, name);
    const [found, ...more] = made.problems.filter(({ key: named }) => named === spelled);
    assert.deepEqual(more, [], name);
    assert.deepEqual({ code: found?.code, line: found?.line }, { code: 'ZAB-C004', line: made.last }, name);
    assert.equal(found?.advice, `give ${key.kind.form}`);
  }
});

test('table: a key without effect is accepted with a warning, unless it asks for what happens anyway', () => {
  for (const [name, key] of entries) {
    if (key.advice !== 'ignored') continue;
    const spelled = instance(name);
    const text = validTexts(name).find((each) => key.as === null || key.kind.parse(each) !== key.kind.parse(key.as)) ?? '';
    const made = configured(`${spelled}=${text}`);
    assert.ok(made.ok, `${spelled}=${text}`);
    const silent = configured(null);
    const added = made.warnings.filter((warning) => !silent.warnings.includes(warning));
    assert.deepEqual(added, [`line ${made.last}: ${spelled}: has no effect. ${key.doc}`]);
    if (key.as !== null) assert.deepEqual(configured(`${spelled}=${key.as}`).warnings, silent.warnings, spelled);
  }
});

test('table: a key that is refused says why and what to do, and not where its value asks for nothing', () => {
  for (const [name, key] of entries) {
    if (key.advice !== 'refused') continue;
    const wanted = [...TEXTS, 'gz'].find(
      (text) => key.kind.parse(text) !== undefined && !key.unless.some((each) => key.kind.parse(each) === key.kind.parse(text)),
    );
    for (const spelled of namesOf(name).map(instance)) {
      const made = configured(`${spelled}=${wanted ?? ''}`);
      assert.ok(!made.ok, spelled);
      assert.deepEqual(made.problems, [
        {
          code: 'ZAB-C005',
          line: made.last,
          key: spelled,
          message: `${JSON.stringify(wanted)} is refused. ${key.doc}`,
          advice: key.instead,
        },
      ]);
      for (const text of key.unless) assert.deepEqual(outcome(`${spelled}=${text}`), outcome(null), `${spelled}=${text}`);
    }
  }
});

/** What `QuorumPeerConfig` of 3.9 reads, and properties that Apache's server reads; some for each part of it. */
const APACHE = `
  4lw.commands.whitelist admin.commandURL admin.enableServer admin.forceHttps admin.idleTimeout admin.needClientAuth
  admin.portUnification admin.rateLimiterIntervalInMS admin.restore.enabled admin.serverAddress admin.serverPort
  admin.snapshot.enabled allowSaslFailedClients audit.enable audit.impl.class authProvider.1 autopurge.purgeInterval
  autopurge.snapRetainCount bitHashCacheSize client.certReload client.portUnification clientPort clientPortAddress
  clientPortListenBacklog clientTcpKeepAlive closeSessionTxn.enabled cnxTimeout commitLogCount
  commitProcessor.maxCommitBatchSize commitProcessor.maxReadBatchSize commitProcessor.numWorkerThreads
  connectToLearnerMasterLimit connection_throttle_decrease_ratio connection_throttle_fill_count connection_throttle_tokens
  connection_throttle_weight_enabled dataDir dataLogDir datadir.autocreate db.autocreate digest.enabled
  DigestAuthenticationProvider.digestAlg DigestAuthenticationProvider.enabled DigestAuthenticationProvider.superDigest
  dynamicConfigFile electionAlg electionPortBindRetry emulate353TTLNodes enableEagerACLCheck enforce.auth.enabled
  enforce.auth.schemes enforceQuota ensembleAuthName extendedTypesEnabled fastleader.maxNotificationInterval
  fastleader.minNotificationInterval fips-mode flushDelay follower.nodelay forceSnapshotSync forceSync
  fsync.warningthresholdms globalOutstandingLimit group.1 initLimit IPAuthenticationProvider.usexforwardedfor
  jute.maxbuffer jute.maxbuffer.extrasize jvm.pause.info-threshold.ms jvm.pause.monitor kerberos.removeHostFromPrincipal
  largeRequestMaxBytes largeRequestThreshold leader.closeSocketAsync leader.maxConcurrentDiffSyncs
  leader.maxConcurrentSnapSyncs leader.maxTimeToWaitForEpoch leader.nodelay leaderConnectDelayDuringRetryMs leaderServes
  learner.asyncSending learner.closeSocketAsync localSessionsEnabled localSessionsUpgradingEnabled maxBatchSize
  maxClientCnxns maxCnxns maxGetChildrenResponseCacheSize maxInProcessingDeadWatchers maxResponseCacheSize
  maxSessionTimeout maxWriteQueuePollTime messageTracker.BufferSize messageTracker.Enabled metricsProvider.className
  metricsProvider.exportJvmInfo metricsProvider.httpHost metricsProvider.httpPort minSessionTimeout multiAddress.enabled
  multiAddress.reachabilityCheckEnabled multiAddress.reachabilityCheckTimeoutMs netty.advancedFlowControl.enabled
  nio.directBufferBytes nio.numSelectorThreads nio.numWorkerThreads nio.sessionlessCnxnTimeout nio.shutdownTimeout
  observer.election.DelayMs observer.reconnectDelayMs observer.syncEnabled observerMaster.sizeLimit observerMasterPort
  oraclePath pathStats.delay pathStats.enabled peerType portUnification preAllocSize quorum.auth.enableSasl
  quorum.auth.kerberos.servicePrincipal quorum.auth.learner.saslLoginContext quorum.auth.learnerRequireSasl
  quorum.auth.server.saslLoginContext quorum.auth.serverRequireSasl quorum.cnxn.threads.size quorumCnxnTimeoutMs
  quorumListenOnAllIPs readonlymode.enabled reconfigEnabled request_stale_connection_check request_stale_latency_check
  request_throttle_drop_stale request_throttle_max_requests request_throttle_stall_time
  request_throttler.shutdownTimeout secureClientPort secureClientPortAddress serializeLastProcessedZxid.enabled
  serverCnxnFactory sessionRequireClientSASLAuth skipACL snapCount snapSizeLimitInKb snapshot.compression.method
  snapshot.trust.empty snapshotSizeFactor ssl.authProvider ssl.keyStore.location ssl.quorum.keyStore.location sslQuorum
  sslQuorumReloadCertFiles standaloneEnabled superUser syncEnabled syncLimit tcpKeepAlive testingonly.initialZxid
  throttled_op_wait_time tickTime txnLogSizeLimitInKb watchManagerName watcherCleanIntervalInSeconds
  watcherCleanThreadsNum watcherCleanThreshold weight.1 X509AuthenticationProvider.superUser
  znode.container.checkIntervalMs znode.container.maxNeverUsedIntervalMs znode.container.maxPerMinute`;

test('table: every key of Apache’s server is known', () => {
  const unknown = APACHE.trim()
    .split(/\s+/)
    .filter((name) => findKey(name) === undefined);
  assert.deepEqual(unknown, []);
});

test('table: the longer of two patterns holds, and a key of its own before any pattern', () => {
  assert.equal(findKey('nio.sessionlessCnxnTimeout')?.key.advice, 'obeyed');
  assert.equal(findKey('nio.numWorkerThreads')?.name, 'nio.*');
  assert.equal(findKey('zookeeper.snapCount')?.name, 'snapCount');
  assert.equal(findKey('zookeeper.ssl.crl')?.name, 'ssl.*');
  assert.equal(findKey('zookeeper.tickTime'), undefined);
  assert.equal(findKey('ticktime'), undefined);
});

test('table: the listing names every key', () => {
  const listing = keyListing();
  for (const [name, key] of entries) {
    assert.ok(listing.includes(`  ${name}`) && listing.includes(key.doc), name);
  }
});

test('table: docs are sentences without their full stop', () => {
  for (const [name, key] of entries) assert.match(key.doc, /^[A-Z].*[^.;:,\s]$/, name);
});
