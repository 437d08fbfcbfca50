/** A server as its view shows it: a real tree, real watches, real metrics; only sockets are missing. */
import type { ServerConfig } from '#impl/config/server-config.js';
import { DigestLog } from '#impl/admin/digest-log.js';
import { TRACE_MASK_DEFAULT } from '#impl/admin/server-view.js';
import type { ConnectionView, Mode, QuorumView, ServerView, ServingView } from '#impl/admin/server-view.js';
import { fullVersion } from '#impl/admin/version.js';
import { BufferStats } from '#impl/metrics/buffer-stats.js';
import { ConnectionStats } from '#impl/metrics/connection-stats.js';
import { LearnerStats } from '#impl/metrics/learner-stats.js';
import { Metrics } from '#impl/metrics/server-metrics.js';
import { parseConfigText } from '#impl/wire/config-text.js';
import { opCode } from '#impl/wire/op-codes.js';
import { zxid } from '#spec/model/zxid.js';
import { OPEN_ACL } from '#spec/service/acl/acl.js';
import { MemoryStore } from '#spec/service/tree/memory-store.js';
import { loadNode, plantFreshTree } from '#spec/service/tree/plant.js';
import { addWatch, Watches } from '#spec/service/watch/watches.js';

const CONFIG: ServerConfig = {
  serverId: 1,
  servers: [],
  clientAddress: { host: '127.0.0.1', port: 2181 },
  listenOnAllIps: false,
  dataDir: '/nowhere/data',
  dataLogDir: '/nowhere/log',
  tickTimeMs: 2000,
  initLimit: 10,
  syncLimit: 5,
  connectToLearnerMasterLimit: 0,
  minSessionTimeoutMs: 4000,
  maxSessionTimeoutMs: 40_000,
  maxClientCnxns: 60,
  maxCnxns: 0,
  sessionlessTimeoutMs: 10_000,
  globalOutstandingLimit: 1000,
  maxBuffer: 0xf_ffff,
  largeRequestThreshold: -1,
  largeRequestMaxBytes: 100 * 1024 * 1024,
  leaderServes: true,
  snapCount: 100_000,
  snapSizeLimitBytes: 0,
  txnLogSizeLimitBytes: 0,
  preallocBytes: 0x400_0000,
  forceSync: true,
  fsyncWarningMs: 1000,
  trustEmptySnapshot: false,
  createDatabase: true,
  createFolders: true,
  snapRetainCount: 3,
  purgeIntervalMs: 0,
  digests: true,
  extendedTypes: false,
  enforceQuota: false,
  skipAcl: false,
  reconfigEnabled: false,
  containerCheckIntervalMs: 60_000,
  containerMaxPerMinute: 10_000,
  containerMaxNeverUsedMs: 0,
  digestAuth: { enabled: true, superDigest: null, algorithm: 'SHA1' },
  election: { minNotificationIntervalMs: 200, maxNotificationIntervalMs: 60_000, connectTimeoutMs: 5000, bindRetries: 3 },
  fourLetterWords: 'all',
  admin: null,
  metrics: null,
  given: new Map([
    ['tickTime', '2000'],
    ['dataDir', '/nowhere/data'],
    ['DigestAuthenticationProvider.superDigest', 'super:abcdef='],
    ['ssl.keyStore.password', 'hush'],
  ]),
};

const WIDE = 0x100_0000_0000_0001n;
/** Negative as a Java long, as those of servers from 128 on. */
const HIGH = -0x7f00_0000_0000_0000n;

const text = new TextEncoder();

function store(): MemoryStore {
  const tree = new MemoryStore({ digests: true });
  plantFreshTree(tree);
  const plain = { acl: OPEN_ACL, pzxid: zxid(1, 2), mzxid: zxid(1, 2), czxid: zxid(1, 2), ctime: 0, mtime: 0 };
  const still = { ...plain, version: 0, cversion: 0, aversion: 0 };
  const add = (path: string, data: string, owner = 0n): void => {
    loadNode(tree, path, { ...still, data: text.encode(data), owner });
  };
  add('/app', 'hello');
  add('/app/a', '', WIDE);
  add('/app/b', '', WIDE);
  add('/app/c', '', HIGH);
  add('/zookeeper/quota/app', '');
  add('/zookeeper/quota/app/zookeeper_limits', 'count=5,bytes=-1=;byteHardLimit=1000;countHardLimit=-1');
  add('/zookeeper/quota/app/zookeeper_stats', 'count=4,bytes=5');
  tree.putSession(WIDE, 30_000);
  tree.putSession(HIGH, 4000);
  tree.advance(zxid(3, 0x1a));
  return tree;
}

export interface Connection extends ConnectionView {
  readonly stats: ConnectionStats;
}

/** One that works, one that has said nothing but a word. */
function connections(): readonly [Connection, Connection] {
  const working = new ConnectionStats();
  working.packetsReceived = 3;
  working.packetsSent = 2;
  working.answered({ xid: 1, zxid: zxid(3, 0x19), opCode: opCode('create2'), latencyMs: 1, at: 1_700_000_000_100 });
  working.answered({ xid: 2, zxid: zxid(3, 0x1a), opCode: opCode('getData'), latencyMs: 6, at: 1_700_000_000_200 });
  working.answered({ xid: -2, zxid: zxid(3, 0x1a), opCode: opCode('ping'), latencyMs: 0, at: 1_700_000_000_300 });
  const asking = new ConnectionStats();
  asking.packetsReceived = 1;
  return [
    {
      remote: { host: '::ffff:10.0.0.7', port: 50_000 },
      sessionId: WIDE,
      sessionTimeoutMs: 30_000,
      establishedAt: 1_700_000_000_000,
      outstanding: 1,
      isReading: true,
      isWriting: true,
      stats: working,
    },
    {
      remote: { host: '::1', port: 50_001 },
      sessionId: 0n,
      sessionTimeoutMs: 0,
      establishedAt: 1_700_000_000_000,
      outstanding: 0,
      isReading: false,
      isWriting: false,
      stats: asking,
    },
  ];
}

export const MEMBERSHIP = [
  'server.1=127.0.0.1:2888:3888:participant;0.0.0.0:2181',
  'server.2=h2:2889:3889:participant;0.0.0.0:2181',
  'server.4=h4:2890:3890:observer;0.0.0.0:2181',
  'version=100000000',
].join('\n');

function leaderQuorum(): QuorumView {
  const membership = parseConfigText(MEMBERSHIP);
  if (!membership.ok) throw new Error(membership.error.message);
  const learner = (
    serverId: number,
    role: 'follower' | 'observer',
    isSynced: boolean,
  ): NonNullable<QuorumView['leading']>['learners'][number] => {
    const stats = new LearnerStats();
    stats.packetsSent = 7;
    stats.lastZxid = zxid(3, 0x1a);
    const remote = { host: `10.0.0.${serverId}`, port: 4000 };
    return { serverId, role, isSynced, remote, establishedAt: 1_700_000_000_000, queuedBytes: 90, stats };
  };
  const proposalBytes = new BufferStats();
  for (const bytes of [48, 32, 36]) proposalBytes.add(bytes);
  const learners = [
    learner(2, 'follower', true),
    learner(9, 'follower', true),
    learner(3, 'follower', false),
    learner(4, 'observer', true),
  ];
  return {
    peerState: 'leading',
    phase: 'broadcast',
    syncMode: 'none',
    leader: { id: 1, host: '127.0.0.1' },
    membership: membership.value,
    leading: { learners, pendingSyncs: 1, uptimeMs: 5000, proposalBytes },
  };
}

export interface Fixture {
  readonly view: ServerView;
  readonly store: MemoryStore;
  readonly connections: readonly [Connection, Connection];
}

export interface FixtureOptions {
  /** Null: nobody is served. */
  readonly mode?: Mode | null;
  readonly config?: Partial<ServerConfig>;
}

/** A server of an ensemble unless it stands alone. A leader's times are known to it, a learner's not. */
export function fixture({ mode = 'standalone', config = {} }: FixtureOptions = {}): Fixture {
  const tree = store();
  const [working, asking] = connections();
  const watches = new Watches<ConnectionView>();
  addWatch(watches, working, '/app', 1);
  addWatch(watches, working, '/app/a', 0);
  watches.data.add('/app/a', asking, 'standard');
  const digests = new DigestLog();
  digests.applied(zxid(3, 0), { high: 0, low: 5 });
  digests.applied(zxid(3, 0x80), { high: 0xffff_ffff, low: 0xffff_fffe });
  const metrics = new Metrics();
  metrics.stats.packetsReceived = 4;
  metrics.stats.packetsSent = 2;
  for (const latencyMs of [1, 0, 1]) metrics.answered(latencyMs, latencyMs === 0);
  const leads = mode === 'standalone' || mode === 'leader';
  const expiries = [
    { at: 1_700_000_004_000, sessions: [HIGH] },
    { at: 1_700_000_002_000, sessions: [WIDE] },
  ];
  const quorum = leaderQuorum();
  const serving: ServingView | null =
    mode === null
      ? null
      : { mode, store: tree, watches, outstanding: 1, uptimeMs: 12_345, expiries: () => (leads ? expiries : null) };
  const follows: QuorumView = {
    ...quorum,
    peerState: 'following',
    syncMode: 'diff',
    leader: { id: 2, host: 'h2' },
    leading: null,
  };
  const view: ServerView = {
    version: fullVersion('0.1.0', '2025-01-02 03:04 UTC'),
    config: { ...CONFIG, ...config },
    clientPort: 2181,
    metrics,
    digests,
    trace: { mask: TRACE_MASK_DEFAULT },
    connections: () => [working, asking],
    serving: () => serving,
    quorum: () => (mode === 'standalone' ? null : mode === 'leader' ? quorum : follows),
    lastSnapshot: () => ({ zxid: zxid(2, 0x10), writtenAt: 1_700_000_001_000.5 }),
  };
  return { view, store: tree, connections: [working, asking] };
}
