/**
 * What a running server shows of itself to four-letter words, the admin server and Prometheus. The server implements it; nothing here
 * looks further inside. Everything is read at the moment of the question: nothing is kept, and nothing is changed but counters.
 */
import type { ServerConfig } from '#impl/config/server-config.js';
import type { BufferStats } from '#impl/metrics/buffer-stats.js';
import type { ConnectionStats } from '#impl/metrics/connection-stats.js';
import type { LearnerStats } from '#impl/metrics/learner-stats.js';
import type { Metrics } from '#impl/metrics/server-metrics.js';
import type { ConfigText } from '#impl/wire/config-text.js';
import type { HostPort } from '#impl/wire/host-port.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { SessionId } from '#spec/service/tree/owner.js';
import type { Store } from '#spec/service/tree/store.js';
import type { DigestLog } from './digest-log.js';

export interface ServerView {
  /** As `fullVersion` makes it. */
  readonly version: string;
  readonly config: ServerConfig;
  /** Where clients connect, as bound; null: nowhere. */
  readonly clientPort: number | null;
  readonly metrics: Metrics;
  readonly digests: DigestLog;
  readonly trace: TraceMask;
  /** Clients' connections, those that have not shaken hands yet and those that ask four-letter words included. */
  connections(): Iterable<ConnectionView>;
  /** Null: this server serves nobody now, as while it elects a leader or syncs with one. */
  serving(): ServingView | null;
  /** Null: the server stands alone. */
  quorum(): QuorumView | null;
  /** Null: there is none. */
  lastSnapshot(): { readonly zxid: Zxid; readonly writtenAt: number } | null;
}

/** Set by `stmk` and told by `gtmk`. Nothing is traced by it; tools that set it must find it set. */
export interface TraceMask {
  mask: bigint;
}

/** `ZooTrace`'s: client requests, server packets, sessions, warnings. */
export const TRACE_MASK_DEFAULT = 306n;

export interface ConnectionView {
  readonly remote: HostPort;
  /** 0 before the handshake. */
  readonly sessionId: SessionId;
  readonly sessionTimeoutMs: number;
  /** In milliseconds since 1970. */
  readonly establishedAt: number;
  /** Requests taken in and not answered. */
  readonly outstanding: number;
  /** Whether more requests are taken in now: not while a limit holds it back, not after a four-letter word. */
  readonly isReading: boolean;
  /** Whether replies wait for the client to read. */
  readonly isWriting: boolean;
  readonly stats: ConnectionStats;
}

export type Mode = 'standalone' | 'leader' | 'follower' | 'observer' | 'read-only';

export interface ServingView {
  readonly mode: Mode;
  /** As applied. */
  readonly store: Store;
  readonly watches: WatchesView;
  /** Requests under way, of all clients. */
  readonly outstanding: number;
  /** Since it began to serve in this mode. */
  readonly uptimeMs: number;
  /** Null: the leader decides when sessions expire, and this is not it. */
  expiries(): Iterable<SessionExpiry> | null;
}

/** The sessions that end at one time unless they are heard of. */
export interface SessionExpiry {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly sessions: readonly SessionId[];
}

/** A server's `Watches`: what reports need of it. */
export interface WatchesView {
  readonly data: WatchTableView;
  readonly children: Pick<WatchTableView, 'size'>;
}

export interface WatchTableView {
  readonly watchers: number;
  readonly paths: number;
  readonly size: number;
  entries(): Iterable<readonly [path: string, watchers: readonly WatcherView[]]>;
}

/** Told apart by identity: the connection. */
export interface WatcherView {
  readonly sessionId: SessionId;
}

/** Zab's phases, and how a learner was synced (`QuorumPeer.ZabState`, `QuorumPeer.SyncMode`). */
export type ZabPhase = 'election' | 'discovery' | 'synchronization' | 'broadcast';
export type SyncMode = 'none' | 'diff' | 'snap' | 'trunc';

export interface QuorumView {
  readonly peerState: 'looking' | 'following' | 'leading' | 'observing';
  readonly phase: ZabPhase;
  readonly syncMode: SyncMode;
  /** Null while there is none. */
  readonly leader: { readonly id: number; readonly host: string } | null;
  /** As in force now. */
  readonly membership: ConfigText;
  /** Null: this server does not lead. */
  readonly leading: LeadingView | null;
}

export interface LeadingView {
  /** Every connection of a learner, synced or not. */
  readonly learners: readonly LearnerView[];
  /** `sync` requests that wait for a commit. */
  readonly pendingSyncs: number;
  readonly uptimeMs: number;
  readonly proposalBytes: BufferStats;
}

export interface LearnerView {
  readonly serverId: number;
  readonly role: 'follower' | 'observer';
  /** New proposals are forwarded to it. */
  readonly isSynced: boolean;
  readonly remote: HostPort;
  /** In milliseconds since 1970. */
  readonly establishedAt: number;
  readonly queuedBytes: number;
  readonly stats: LearnerStats;
}
