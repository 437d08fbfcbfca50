/** What a server is told when it starts: `zoo.cfg` and ZooKeeper's properties, read, checked and with defaults filled in. */
import type { ConfiguredServer } from '#impl/wire/config-text.js';
import type { HostPort } from '#impl/wire/host-port.js';

export interface ServerConfig {
  /** `myid`; 1 where the server stands alone. */
  readonly serverId: number;
  /** Voters and observers, this server among them; empty where it stands alone. */
  readonly servers: readonly ConfiguredServer[];
  /** Where clients connect; port 0: one of the system's choice. Null: no clients (`clientPort` absent). */
  readonly clientAddress: HostPort | null;
  /** `quorumListenOnAllIPs`. */
  readonly listenOnAllIps: boolean;
  readonly dataDir: string;
  readonly dataLogDir: string;

  readonly tickTimeMs: number;
  /** In ticks, as are the next two. */
  readonly initLimit: number;
  readonly syncLimit: number;
  readonly connectToLearnerMasterLimit: number;
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;

  /** Per address; 0: no limit. */
  readonly maxClientCnxns: number;
  /** Of all clients; 0: no limit. */
  readonly maxCnxns: number;
  /** `nio.sessionlessCnxnTimeout`. */
  readonly sessionlessTimeoutMs: number;
  readonly globalOutstandingLimit: number;
  /** `jute.maxbuffer`, in bytes. */
  readonly maxBuffer: number;
  /** -1: off. */
  readonly largeRequestThreshold: number;
  readonly largeRequestMaxBytes: number;
  readonly leaderServes: boolean;

  readonly snapCount: number;
  /** Of the transaction log since the last snapshot; 0: off. */
  readonly snapSizeLimitBytes: number;
  /** Of one log file; 0: off. */
  readonly txnLogSizeLimitBytes: number;
  readonly preallocBytes: number;
  readonly forceSync: boolean;
  readonly fsyncWarningMs: number;
  readonly trustEmptySnapshot: boolean;
  readonly createDatabase: boolean;
  readonly createFolders: boolean;
  readonly snapRetainCount: number;
  /** `autopurge.purgeInterval`, in milliseconds; 0: off. */
  readonly purgeIntervalMs: number;

  readonly digests: boolean;
  readonly extendedTypes: boolean;
  readonly enforceQuota: boolean;
  readonly skipAcl: boolean;
  readonly reconfigEnabled: boolean;
  readonly containerCheckIntervalMs: number;
  readonly containerMaxPerMinute: number;
  readonly containerMaxNeverUsedMs: number;
  readonly digestAuth: { readonly enabled: boolean; readonly superDigest: string | null; readonly algorithm: string };

  readonly election: {
    readonly minNotificationIntervalMs: number;
    readonly maxNotificationIntervalMs: number;
    readonly connectTimeoutMs: number;
    /** Tries to bind the election port; 0: without end. */
    readonly bindRetries: number;
  };

  readonly fourLetterWords: ReadonlySet<string> | 'all';
  /** Null: no admin server. Port 0: one of the system's choice. */
  readonly admin: { readonly address: HostPort; readonly commandUrl: string } | null;
  /** Null: no Prometheus endpoint. */
  readonly metrics: { readonly address: HostPort; readonly exportJvmInfo: boolean } | null;

  /** Every key as it was given, for the `conf` and `sysp` commands. */
  readonly given: ReadonlyMap<string, string>;
}
