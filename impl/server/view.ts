/** What a server shows of itself (`impl/admin/server-view.ts`): put together at every question from what is there. */
import type { DigestLog } from '#impl/admin/digest-log.js';
import { TRACE_MASK_DEFAULT } from '#impl/admin/server-view.js';
import type {
  ConnectionView,
  LeadingView,
  LearnerView,
  QuorumView,
  ServerView,
  ServingView,
  SessionExpiry,
  TraceMask,
} from '#impl/admin/server-view.js';
import type { ServerConfig } from '#impl/config/server-config.js';
import type { Metrics } from '#impl/metrics/server-metrics.js';
import type { Peer } from '#impl/peer/peer.js';
import type { ConfigText } from '#impl/wire/config-text.js';
import { sid } from '#spec/model/quorum.js';
import type { Role } from '#spec/model/state.js';
import type { ZERO } from '#spec/model/zxid.js';
import type { MemoryStore } from '#spec/service/tree/memory-store.js';
import type { ClientConnection } from './client-connection.js';
import type { ClientPort } from './client-port.js';
import type { Leadership } from './leadership.js';
import type { PeerMetrics } from './peer-metrics.js';
import type { Replica } from './replica.js';
import type { ZooKeeperApplication } from './zookeeper-application.js';

export interface Parts {
  readonly version: string;
  readonly config: ServerConfig;
  readonly membership: ConfigText;
  readonly metrics: Metrics;
  readonly digests: DigestLog;
  readonly replica: Replica<ClientConnection>;
  readonly application: ZooKeeperApplication;
  readonly peerMetrics: PeerMetrics;
  /** Null until they are there. */
  readonly peer: () => Peer<MemoryStore> | null;
  readonly clientPort: () => ClientPort | null;
}

const MODES = { leading: 'leader', following: 'follower', observing: 'observer' } as const;

export function modeOf(role: Role, standsAlone: boolean): ServingView['mode'] | null {
  if (role === 'down' || role === 'looking') return null;
  return standsAlone ? 'standalone' : MODES[role];
}

export class View implements ServerView {
  readonly version: string;
  readonly config: ServerConfig;
  readonly metrics: Metrics;
  readonly digests: DigestLog;
  readonly trace: TraceMask = { mask: TRACE_MASK_DEFAULT };
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
    this.version = parts.version;
    this.config = parts.config;
    this.metrics = parts.metrics;
    this.digests = parts.digests;
  }

  get clientPort(): number | null {
    return this.parts.clientPort()?.address?.port ?? null;
  }

  *connections(): Generator<ConnectionView, void, void> {
    for (const connection of this.parts.clientPort()?.connections ?? []) yield connectionView(connection);
  }

  serving(): ServingView | null {
    const { application, replica, config } = this.parts;
    const term = application.current;
    const mode = term === null ? null : modeOf(term.role, config.servers.length === 0);
    if (term === null || mode === null) return null;
    return {
      mode,
      store: replica.store,
      watches: replica.watches,
      outstanding: term.serving.outstanding,
      uptimeMs: Date.now() - term.since,
      expiries: () => (term.leadership === null ? null : expiriesOf(term.leadership)),
    };
  }

  quorum(): QuorumView | null {
    const { config, membership } = this.parts;
    const peer = this.parts.peer();
    if (config.servers.length === 0 || peer === null) return null;
    const { role, phase, syncing, vote } = peer.state;
    const isSettled = role !== 'looking' && role !== 'down';
    const leader = membership.servers.find(({ id }) => id === vote.leader);
    return {
      peerState: role === 'down' ? 'looking' : role,
      phase,
      syncMode: syncing === null ? 'none' : SYNC_MODES[syncing.mode],
      leader: isSettled ? { id: vote.leader, host: leader?.addresses[0]?.host ?? '' } : null,
      membership,
      leading: this.leading(peer),
    };
  }

  lastSnapshot(): { readonly zxid: typeof ZERO; readonly writtenAt: number } | null {
    return this.parts.peer()?.lastSnapshot ?? null;
  }

  private leading(peer: Peer<MemoryStore>): LeadingView | null {
    const { leading, role } = peer.state;
    if (leading === null || role !== 'leading') return null;
    const { application, peerMetrics } = this.parts;
    const learners = Object.entries(leading.learners).map(([key, { stage, observer }]): LearnerView => {
      const server = sid(Number(key));
      const link = peer.link(server);
      return {
        serverId: server,
        role: observer ? 'observer' : 'follower',
        isSynced: stage === 'active',
        remote: link?.remote ?? { host: '', port: 0 },
        establishedAt: link?.establishedAt ?? 0,
        queuedBytes: link?.backlogBytes ?? 0,
        stats: peerMetrics.learner(server),
      };
    });
    const since = application.current?.since ?? Date.now();
    return {
      learners,
      pendingSyncs: leading.pendingSyncs.length,
      uptimeMs: Date.now() - since,
      proposalBytes: peerMetrics.proposalBytes,
    };
  }
}

const SYNC_MODES = { DIFF: 'diff', TRUNC: 'trunc', SNAP: 'snap' } as const;

function connectionView(connection: ClientConnection): ConnectionView {
  const { remote, sessionId, timeoutMs, establishedAt, outstanding, isReading, isWriting, stats } = connection;
  return {
    remote: { host: remote.address, port: remote.port },
    sessionId,
    sessionTimeoutMs: timeoutMs,
    establishedAt,
    outstanding,
    isReading,
    isWriting,
    stats,
  };
}

/** Expiry times are on a clock that only goes forward; people want to read dates. */
function* expiriesOf(leadership: Leadership): Generator<SessionExpiry, void, void> {
  const offset = Date.now() - performance.now();
  for (const [atMs, sessions] of leadership.sessions.expiries()) yield { at: Math.round(atMs + offset), sessions };
}
