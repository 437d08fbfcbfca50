/**
 * A whole server, from its configuration: disk, peer, service, client port, admin port. Starting either succeeds in all of it or leaves
 * nothing behind.
 */
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import { AdminServer } from '#impl/admin/admin-server.js';
import { DigestLog } from '#impl/admin/digest-log.js';
import { answerFourLetterWord } from '#impl/admin/four-letter-words.js';
import { PrometheusEndpoint } from '#impl/admin/prometheus-endpoint.js';
import { fullVersion } from '#impl/admin/version.js';
import type { ServerConfig } from '#impl/config/server-config.js';
import { openDisk } from '#impl/disk/disk.js';
import type { OpenedDisk } from '#impl/disk/disk.js';
import type { FileSystem } from '#impl/disk/file-system.js';
import { nodeFileSystem } from '#impl/disk/node-file-system.js';
import { Metrics } from '#impl/metrics/server-metrics.js';
import { openElectionPort } from '#impl/net/election-port.js';
import type { ElectionPort } from '#impl/net/election-port.js';
import { Turn } from '#impl/net/turn.js';
import { systemClock } from '#impl/peer/clock.js';
import type { Clock } from '#impl/peer/clock.js';
import type { PeerFailure } from '#impl/peer/peer-events.js';
import { Peer } from '#impl/peer/peer.js';
import { emptyTree, treeSink } from '#impl/translate/tree-snapshot.js';
import { formatConfigText } from '#impl/wire/config-text.js';
import type { ConfigText } from '#impl/wire/config-text.js';
import { majorityOf, sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { COUNTER_LIMIT, ZERO } from '#spec/model/zxid.js';
import type { Protocol } from '#spec/kit/protocol.js';
import { zab } from '#spec/protocols/zab.js';
import type { MemoryStore } from '#spec/service/tree/memory-store.js';
import { ownVersion } from '#impl/version.js';
import { addressesOf } from './addresses.js';
import type { ClientConnection } from './client-connection.js';
import { ClientPort } from './client-port.js';
import { EXIT } from './exit-code.js';
import { PeerMetrics } from './peer-metrics.js';
import { Replica } from './replica.js';
import type { RunningServer, Started, StartError } from './running-server.js';
import type { ServerRecorder } from './server-recorder.js';
import type { Serving } from './serving.js';
import { digestOptions, writeRules } from './settings.js';
import { modeOf, View } from './view.js';
import { ZooKeeperApplication } from './zookeeper-application.js';

/** A proposal is a little more than the request that asked for it. */
const PACKET_SLACK_BYTES = 0x1_0000;

/** What a server may be given beside its configuration. */
export interface ServerExtras {
  /** Another protocol than the one that is checked and released: an experiment. */
  readonly protocol?: Protocol;
  /** Writes down what the server does at its boundaries. */
  readonly recorder?: ServerRecorder;
  /** Where its data is; absent: the system's. */
  readonly files?: FileSystem;
  /** Time of elections, connections and ticks; absent: the system's. */
  readonly clock?: Clock;
}

export async function startServer(config: ServerConfig, log: Logger, extras: ServerExtras = {}): Promise<Started> {
  const server = new Server(config, log, extras);
  const problem = await server.start();
  if (problem === null) return { ok: true, server };
  await server.close();
  return { ok: false, error: problem };
}

class Server implements RunningServer {
  readonly serving: Promise<void>;
  readonly ended: Promise<number>;
  private readonly config: ServerConfig;
  private readonly log: Logger;
  private readonly extras: ServerExtras;
  private readonly metrics = new Metrics();
  private readonly digests = new DigestLog();
  private readonly turn = new Turn();
  private readonly peerMetrics = new PeerMetrics(this.metrics);
  private readonly self: ServerId;
  private readonly membership: ConfigText;
  private application: ZooKeeperApplication | null = null;
  private disk: OpenedDisk<MemoryStore>['disk'] | null = null;
  private electionPort: ElectionPort | null = null;
  private peer: Peer<MemoryStore> | null = null;
  private clientPort: ClientPort | null = null;
  private admin: AdminServer | null = null;
  private prometheus: PrometheusEndpoint | null = null;
  private readonly timers: NodeJS.Timeout[] = [];
  private closing: Promise<void> | null = null;
  private resolveServing!: () => void;
  private resolveEnded!: (code: number) => void;
  private exitCode: number = EXIT.ok;

  adminAddress: RunningServer['adminAddress'] = null;
  metricsAddress: RunningServer['metricsAddress'] = null;

  constructor(config: ServerConfig, log: Logger, extras: ServerExtras) {
    this.config = config;
    this.log = log;
    this.extras = extras;
    this.self = sid(config.serverId);
    this.membership = { servers: config.servers, groups: new Map(), weights: new Map(), version: ZERO };
    this.serving = new Promise((resolve) => {
      this.resolveServing = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.resolveEnded = resolve;
    });
  }

  get clientAddress(): RunningServer['clientAddress'] {
    return this.clientPort?.address ?? null;
  }

  get mode(): string {
    const role = this.application?.current?.role;
    return (role === undefined ? null : modeOf(role, this.standsAlone)) ?? 'looking';
  }

  close(): Promise<void> {
    this.closing ??= this.stop();
    return this.closing;
  }

  /** Null, or why it cannot run. */
  async start(): Promise<StartError | null> {
    const opened = await this.openDisk();
    if ('exitCode' in opened) return opened;
    const replica = this.newReplica(opened.tree);
    const application = this.newApplication(replica);
    this.application = application;
    const problem = (await this.openElection()) ?? (await this.openPorts(replica, application));
    if (problem !== null) return problem;
    this.peer = this.newPeer(opened, application);
    this.peer.start();
    this.everyTick();
    return null;
  }

  private get standsAlone(): boolean {
    return this.config.servers.length === 0;
  }

  private async openDisk(): Promise<OpenedDisk<MemoryStore> | StartError> {
    const { config, log, metrics } = this;
    const started = performance.now();
    const tree = { digests: config.digests, extendedTypes: config.extendedTypes };
    const { recorder, files = nodeFileSystem } = this.extras;
    const opened = await openDisk(files, {
      ...(recorder === undefined ? {} : { observer: recorder }),
      dataDir: config.dataDir,
      dataLogDir: config.dataLogDir,
      preallocBytes: config.preallocBytes,
      sync: config.forceSync,
      fileBytesMax: config.txnLogSizeLimitBytes,
      createFolders: config.createFolders,
      emptyIsFine: config.createDatabase,
      trustEmptySnapshot: config.trustEmptySnapshot,
      sink: () =>
        treeSink({
          ...tree,
          onMismatch: (mismatch) => {
            log.error(mismatch, 'the tree that was read from the snapshot is not the one that was written');
          },
        }),
      empty: () => emptyTree(tree),
      onBatch: ({ elapsedMs, bytes, writes }) => {
        metrics.fsyncTime.add(elapsedMs);
        metrics.syncBatchSize.add(writes);
        if (elapsedMs < config.fsyncWarningMs) return;
        metrics.stats.fsyncThresholdExceeded += 1;
        log.warn({ elapsedMs: Math.round(elapsedMs), bytes }, 'the disk is slow: everything that clients write waits for it');
      },
    });
    if (!opened.ok) return { code: opened.error.code, message: opened.error.message, exitCode: EXIT.dataDir };
    for (const note of opened.value.notes) log.warn({ kind: note.kind, path: note.path }, note.message);
    metrics.dbInitTime.add(performance.now() - started);
    metrics.startupTxns.add(opened.value.durable.history.length);
    this.disk = opened.value.disk;
    return opened.value;
  }

  private newReplica(tree: MemoryStore): Replica<ClientConnection> {
    const { config, metrics, log, membership } = this;
    return new Replica<ClientConnection>(tree, {
      rules: writeRules(config),
      metrics,
      log,
      maxLength: 2 * config.maxBuffer,
      configText: this.standsAlone ? null : formatConfigText(membership),
      applied: (zxid, digest) => {
        this.digests.applied(zxid, digest);
      },
    });
  }

  private newApplication(replica: Replica<ClientConnection>): ZooKeeperApplication {
    const { config, self, turn, metrics, log } = this;
    const voters = this.voters().length;
    return new ZooKeeperApplication({
      self,
      config,
      replica,
      digests: digestOptions(config),
      // Spread over those that may forward (`ZooKeeperServer.getGlobalOutstandingLimit`, `QuorumPeer`).
      outstandingLimit:
        voters > 2 ? Math.max(1, Math.floor(config.globalOutstandingLimit / (voters - 1))) : config.globalOutstandingLimit,
      tree: { digests: config.digests, extendedTypes: config.extendedTypes },
      turn,
      metrics,
      log,
      changed: () => {
        if (this.mode !== 'looking') this.resolveServing();
      },
    });
  }

  private voters(): readonly ServerId[] {
    if (this.standsAlone) return [this.self];
    return this.config.servers.filter(({ role }) => role === 'participant').map(({ id }) => sid(id));
  }

  private async openElection(): Promise<StartError | null> {
    if (this.standsAlone) return null;
    const { config, log, self } = this;
    const { electionListen, advertised, electionPeers } = addressesOf(config);
    const opened = await openElectionPort({
      self,
      listen: electionListen,
      advertised,
      peers: electionPeers,
      connectTimeoutMs: config.election.connectTimeoutMs,
      handshakeTimeoutMs: config.syncLimit * config.tickTimeMs,
      bindRetries: config.election.bindRetries,
      receive: (from, notification) => {
        this.peer?.notified(from, notification);
      },
      log,
    });
    if (!opened.ok) return { ...opened.error, exitCode: EXIT.electionPort };
    this.electionPort = opened.port;
    return null;
  }

  /** Where clients, operators and monitoring come in. They are told that nobody is served until somebody is. */
  private async openPorts(replica: Replica<ClientConnection>, application: ZooKeeperApplication): Promise<StartError | null> {
    const { config, log, turn, metrics } = this;
    const view = this.newView(replica, application);
    if (config.clientAddress !== null) {
      const opened = await ClientPort.open(
        {
          config,
          log,
          turn,
          metrics,
          command: (word, argument) => answerFourLetterWord(word, view, config.fourLetterWords, argument),
          serving: () => this.servingClients(),
          recorder: this.extras.recorder,
        },
        config.clientAddress,
      );
      if (!opened.ok) return { ...opened.error, exitCode: EXIT.unexpected };
      this.clientPort = opened.port;
    }
    const onDefect = (error: unknown): void => {
      log.error({ err: error }, 'an admin command failed');
    };
    if (config.admin !== null) {
      this.admin = new AdminServer(view, { commandUrl: config.admin.commandUrl, onDefect });
      const started = await this.admin.start(config.admin.address);
      if (!started.ok) return { ...started.error, exitCode: EXIT.admin };
      this.adminAddress = started.value;
    }
    if (config.metrics !== null) {
      this.prometheus = new PrometheusEndpoint(view, { exportJvmInfo: config.metrics.exportJvmInfo, onDefect });
      const started = await this.prometheus.start(config.metrics.address);
      if (!started.ok) return { ...started.error, exitCode: EXIT.unexpected };
      this.metricsAddress = started.value;
    }
    return null;
  }

  /** `leaderServes=no`: a leader has no clients of its own. */
  private servingClients(): Serving | null {
    const term = this.application?.current ?? null;
    if (term === null || (term.role === 'leading' && !this.config.leaderServes && !this.standsAlone)) return null;
    return term.serving;
  }

  private newView(replica: Replica<ClientConnection>, application: ZooKeeperApplication): View {
    const { config, membership, metrics, digests, peerMetrics } = this;
    return new View({
      version: fullVersion(ownVersion()),
      config,
      membership,
      metrics,
      digests,
      replica,
      application,
      peerMetrics,
      peer: () => this.peer,
      clientPort: () => this.clientPort,
    });
  }

  private newPeer({ durable, disk }: OpenedDisk<MemoryStore>, application: ZooKeeperApplication): Peer<MemoryStore> {
    const { config, self, turn, log, electionPort, peerMetrics, membership } = this;
    const { recorder, clock = systemClock } = this.extras;
    const voters = this.voters();
    const addresses = this.standsAlone ? null : addressesOf(config);
    return new Peer<MemoryStore>({
      protocol: this.extras.protocol ?? zab,
      env: { self, voters, isQuorum: majorityOf(voters), counterLimit: COUNTER_LIMIT },
      peers: config.servers.map(({ id }) => sid(id)).filter((id) => id !== self),
      quorumAddresses: addresses?.quorumPeers ?? new Map<ServerId, never>(),
      quorumListen: addresses?.quorumListen ?? null,
      configText: formatConfigText(membership),
      limits: {
        tickTimeMs: config.tickTimeMs,
        initLimit: config.initLimit,
        syncLimit: config.syncLimit,
        connectToLeaderMs: config.connectToLearnerMasterLimit * config.tickTimeMs,
        packetBytesMax: 2 * config.maxBuffer + PACKET_SLACK_BYTES,
      },
      electionIntervalMs: {
        min: config.election.minNotificationIntervalMs,
        max: config.election.maxNotificationIntervalMs,
      },
      snapshots: { transactions: config.snapCount, bytes: config.snapSizeLimitBytes },
      recovered: durable,
      disk,
      electionPort,
      application: application.asApplication(),
      turn,
      log,
      ...(recorder === undefined ? {} : { recorder }),
      clock,
      events: {
        taken: peerMetrics.taken,
        sent: peerMetrics.sent,
        turned: peerMetrics.turned,
        snapshotWritten: peerMetrics.snapshotWritten,
        failed: (failure) => {
          this.fail(failure);
        },
      },
    });
  }

  private everyTick(): void {
    const { config } = this;
    this.timers.push(
      setInterval(() => {
        this.clientPort?.tick();
        this.application?.current?.serving.tick();
      }, config.tickTimeMs),
    );
    if (config.purgeIntervalMs === 0) return;
    void this.purge();
    this.timers.push(
      setInterval(() => {
        void this.purge();
      }, config.purgeIntervalMs),
    );
  }

  private async purge(): Promise<void> {
    const purged = await this.disk?.purge(this.config.snapRetainCount);
    if (purged === undefined) return;
    if (purged.ok) this.log.info({ files: purged.value }, 'old snapshots and logs purged');
    else this.log.error({ code: purged.error.code, reason: purged.error.message }, 'old files could not be purged');
  }

  private fail({ kind, message, code }: PeerFailure): void {
    this.log.fatal({ kind, code }, `this server must stop: ${message}`);
    this.metrics.unrecoverableErrors.add();
    this.exitCode = kind === 'disk' ? EXIT.unexpected : EXIT.dataDir;
    void this.close();
  }

  private async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.peer?.close();
    await Promise.all([this.clientPort?.close(), this.electionPort?.close(), this.admin?.close(), this.prometheus?.close()]);
    const closed = await this.disk?.close();
    if (closed?.ok === false && this.exitCode === EXIT.ok) {
      this.log.error({ code: closed.error.code, reason: closed.error.message }, 'the disk could not be closed');
    }
    this.resolveEnded(this.exitCode);
  }
}
