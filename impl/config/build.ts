/** From settled values to what a server is told: the rules that tie keys together, and the arithmetic of units. */
import { ensembleOf } from './ensemble.js';
import type { Ensemble, Myid } from './ensemble.js';
import { showWarning } from './errors.js';
import type { Problem } from './errors.js';
import { PROMETHEUS } from './keys/obeyed.js';
import type { Property } from './properties.js';
import type { ServerConfig } from './server-config.js';
import { problem } from './settle.js';
import type { KeyName, Settled, Values } from './settle.js';

export type Configured =
  | { readonly ok: true; readonly config: ServerConfig; readonly warnings: readonly string[] }
  /** In the order of the file; never empty. The warnings are those of what could be read. */
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly warnings: readonly string[] };

const KIB = 1024;
const SNAPSHOTS_LEAST = 3;
const SNAP_COUNT_LEAST = 2;

/** The four-letter words of ZooKeeper 3.9. */
const WORDS: ReadonlySet<string> = new Set(
  'conf cons crst dirs dump envi gtmk hash isro mntr ruok srst srvr stat stmk wchc wchp wchs'.split(' '),
);

type Timing = Pick<
  ServerConfig,
  | 'tickTimeMs'
  | 'initLimit'
  | 'syncLimit'
  | 'connectToLearnerMasterLimit'
  | 'minSessionTimeoutMs'
  | 'maxSessionTimeoutMs'
  | 'election'
>;

function timing(values: Values): Timing {
  const { tickTime, initLimit, minSessionTimeout, maxSessionTimeout, connectToLearnerMasterLimit } = values;
  return {
    tickTimeMs: tickTime,
    initLimit,
    syncLimit: values.syncLimit,
    connectToLearnerMasterLimit: connectToLearnerMasterLimit === 0 ? initLimit : connectToLearnerMasterLimit,
    minSessionTimeoutMs: minSessionTimeout === -1 ? 2 * tickTime : minSessionTimeout,
    maxSessionTimeoutMs: maxSessionTimeout === -1 ? 20 * tickTime : maxSessionTimeout,
    election: {
      minNotificationIntervalMs: values['fastleader.minNotificationInterval'],
      maxNotificationIntervalMs: values['fastleader.maxNotificationInterval'],
      connectTimeoutMs: values.cnxTimeout,
      bindRetries: values.electionPortBindRetry,
    },
  };
}

type Clients = Pick<
  ServerConfig,
  | 'maxClientCnxns'
  | 'maxCnxns'
  | 'sessionlessTimeoutMs'
  | 'globalOutstandingLimit'
  | 'maxBuffer'
  | 'largeRequestThreshold'
  | 'largeRequestMaxBytes'
  | 'leaderServes'
>;

function clients(values: Values): Clients {
  return {
    maxClientCnxns: values.maxClientCnxns,
    maxCnxns: values.maxCnxns,
    sessionlessTimeoutMs: values['nio.sessionlessCnxnTimeout'],
    globalOutstandingLimit: values.globalOutstandingLimit,
    maxBuffer: values['jute.maxbuffer'],
    largeRequestThreshold: values.largeRequestThreshold,
    largeRequestMaxBytes: values.largeRequestMaxBytes,
    leaderServes: values.leaderServes,
  };
}

type Storage = Pick<
  ServerConfig,
  | 'dataDir'
  | 'dataLogDir'
  | 'snapCount'
  | 'snapSizeLimitBytes'
  | 'txnLogSizeLimitBytes'
  | 'preallocBytes'
  | 'forceSync'
  | 'fsyncWarningMs'
  | 'trustEmptySnapshot'
  | 'createDatabase'
  | 'createFolders'
  | 'snapRetainCount'
  | 'purgeIntervalMs'
>;

function storage(values: Values, dataDir: string): Storage {
  return {
    dataDir,
    dataLogDir: values.dataLogDir ?? dataDir,
    snapCount: Math.max(SNAP_COUNT_LEAST, values.snapCount),
    snapSizeLimitBytes: Math.max(0, values.snapSizeLimitInKb) * KIB,
    txnLogSizeLimitBytes: Math.max(0, values.txnLogSizeLimitInKb) * KIB,
    preallocBytes: values.preAllocSize * KIB,
    forceSync: values.forceSync,
    fsyncWarningMs: values['fsync.warningthresholdms'],
    trustEmptySnapshot: values['snapshot.trust.empty'],
    createDatabase: values['db.autocreate'],
    createFolders: values['datadir.autocreate'],
    snapRetainCount: Math.max(SNAPSHOTS_LEAST, values['autopurge.snapRetainCount']),
    purgeIntervalMs: values['autopurge.purgeInterval'],
  };
}

type Service = Pick<
  ServerConfig,
  | 'digests'
  | 'extendedTypes'
  | 'enforceQuota'
  | 'skipAcl'
  | 'reconfigEnabled'
  | 'containerCheckIntervalMs'
  | 'containerMaxPerMinute'
  | 'containerMaxNeverUsedMs'
  | 'digestAuth'
>;

function service(values: Values): Service {
  return {
    digests: values['digest.enabled'],
    extendedTypes: values.extendedTypesEnabled,
    enforceQuota: values.enforceQuota,
    skipAcl: values.skipACL,
    reconfigEnabled: values.reconfigEnabled,
    containerCheckIntervalMs: values['znode.container.checkIntervalMs'],
    containerMaxPerMinute: values['znode.container.maxPerMinute'],
    containerMaxNeverUsedMs: values['znode.container.maxNeverUsedIntervalMs'],
    digestAuth: {
      enabled: values['DigestAuthenticationProvider.enabled'],
      superDigest: values['DigestAuthenticationProvider.superDigest'],
      algorithm: values['DigestAuthenticationProvider.digestAlg'],
    },
  };
}

type Operation = Pick<ServerConfig, 'fourLetterWords' | 'admin' | 'metrics'>;

function operation(values: Values): Operation {
  const admin = { host: values['admin.serverAddress'], port: values['admin.serverPort'] };
  const metrics = { host: values['metricsProvider.httpHost'], port: values['metricsProvider.httpPort'] };
  return {
    fourLetterWords: values['4lw.commands.whitelist'],
    admin: values['admin.enableServer'] ? { address: admin, commandUrl: values['admin.commandURL'] } : null,
    metrics:
      values['metricsProvider.className'] === PROMETHEUS
        ? { address: metrics, exportJvmInfo: values['metricsProvider.exportJvmInfo'] }
        : null,
  };
}

/** Keys that need one another. */
function crossProblems({ values, given }: Settled, timing: Timing): readonly Problem[] {
  const problems: Problem[] = [];
  const { minSessionTimeoutMs: least, maxSessionTimeoutMs: most, election } = timing;
  if (values.dataDir === null && !given.has('dataDir')) {
    problems.push(problem('ZAB-C006', undefined, 'dataDir is missing', 'name the folder for this server’s data'));
  }
  if (!given.has('clientPort') && given.has('clientPortAddress')) {
    const property = given.get('clientPortAddress');
    problems.push(problem('ZAB-C006', property, 'an address needs clientPort', 'add clientPort=2181, or leave the address out'));
  }
  if (least > most) {
    const property = given.get('minSessionTimeout') ?? given.get('maxSessionTimeout');
    const message = `the shortest session timeout, ${least} ms, is above the longest, ${most} ms`;
    problems.push(
      problem('ZAB-C007', property, message, 'change minSessionTimeout or maxSessionTimeout (2 and 20 ticks by default)'),
    );
  }
  if (election.minNotificationIntervalMs > election.maxNotificationIntervalMs) {
    const property = given.get('fastleader.minNotificationInterval') ?? given.get('fastleader.maxNotificationInterval');
    problems.push(problem('ZAB-C007', property, 'the shortest notification interval is above the longest', 'change one of them'));
  }
  return problems;
}

/** What is obeyed, and should be known. */
function valueWarnings({ values, given }: Settled): readonly string[] {
  const warnings: string[] = [];
  const warn = (name: KeyName, isSo: boolean, message: string): void => {
    const property = given.get(name);
    if (isSo && property !== undefined) warnings.push(showWarning(property.line, property.key, message));
  };
  const unsafe = 'DATA LOSS: after a power failure, transactions that were acknowledged may be gone';
  warn('forceSync', !values.forceSync, unsafe);
  warn('skipACL', values.skipACL, 'access control is off: every client may do everything');
  warn('reconfigEnabled', values.reconfigEnabled, 'reconfig is not built: it is answered as unimplemented');
  warn('autopurge.snapRetainCount', values['autopurge.snapRetainCount'] < SNAPSHOTS_LEAST, `${SNAPSHOTS_LEAST} are kept`);
  warn('snapCount', values.snapCount < SNAP_COUNT_LEAST, `taken as ${SNAP_COUNT_LEAST}`);
  warn('snapshot.trust.empty', values['snapshot.trust.empty'], 'logs without a snapshot are trusted: unset it after one start');
  for (const name of ['dataDir', 'dataLogDir'] as const) {
    warn(name, values[name]?.startsWith('/') === false, 'a relative path: it depends on where the server is started');
  }
  for (const name of ['metricsProvider.httpHost', 'metricsProvider.httpPort', 'metricsProvider.exportJvmInfo'] as const) {
    warn(name, values['metricsProvider.className'] !== PROMETHEUS, 'has no effect without PrometheusMetricsProvider');
  }
  const words = values['4lw.commands.whitelist'];
  const unknown = words === 'all' ? [] : [...words].filter((word) => !WORDS.has(word));
  warn('4lw.commands.whitelist', unknown.length > 0, `no four-letter word is called ${unknown.join(', ')}`);
  return warnings;
}

/** `texts` is every key as it was given, the last of several. */
export function buildConfig(settled: Settled, myid: Myid, texts: ReadonlyMap<string, string>): Configured {
  const { values } = settled;
  const ensemble: Ensemble = ensembleOf(settled, myid);
  const time = timing(values);
  const problems = [...settled.problems, ...crossProblems(settled, time), ...ensemble.problems];
  const warnings = [...settled.warnings, ...valueWarnings(settled), ...ensemble.warnings];
  if (problems.length > 0 || values.dataDir === null) return { ok: false, problems: inFileOrder(problems), warnings };
  const config: ServerConfig = {
    serverId: ensemble.serverId,
    servers: ensemble.servers,
    clientAddress: ensemble.client,
    listenOnAllIps: values.quorumListenOnAllIPs,
    ...time,
    ...clients(values),
    ...storage(values, values.dataDir),
    ...service(values),
    ...operation(values),
    given: texts,
  };
  return { ok: true, config, warnings };
}

function inFileOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity) || 0);
}

/** The last of several. */
export function textsOf(entries: readonly Property[]): ReadonlyMap<string, string> {
  return new Map(entries.map(({ key, value }) => [key, value]));
}
