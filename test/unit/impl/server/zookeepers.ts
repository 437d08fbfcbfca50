/** ZooKeeper's service over whole peers in one process, and what each server shows of itself. Clients are not part of it. */
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import { DigestLog } from '#impl/admin/digest-log.js';
import { Metrics } from '#impl/metrics/server-metrics.js';
import type { ClientConnection } from '#impl/server/client-connection.js';
import { PeerMetrics } from '#impl/server/peer-metrics.js';
import { Replica } from '#impl/server/replica.js';
import { digestOptions, writeRules } from '#impl/server/settings.js';
import { View } from '#impl/server/view.js';
import { ZooKeeperApplication } from '#impl/server/zookeeper-application.js';
import { emptyTree, treeSink } from '#impl/translate/tree-snapshot.js';
import type { ConfigText, ConfiguredServer } from '#impl/wire/config-text.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { ZERO } from '#spec/model/zxid.js';
import type { MemoryStore } from '#spec/service/tree/memory-store.js';
import { Ensemble } from '../peer/ensemble.js';
import { config } from './clients.js';

const TREE = { digests: true, extendedTypes: false };

export interface ZooKeeper {
  readonly application: ZooKeeperApplication;
  readonly replica: Replica<ClientConnection>;
  readonly metrics: Metrics;
  readonly view: View;
}

export interface ZooKeepers {
  readonly ensemble: Ensemble<MemoryStore>;
  readonly at: (id: ServerId) => ZooKeeper;
  /** Everybody who runs serves. */
  readonly serving: () => Promise<void>;
  readonly leader: () => ServerId;
}

export async function startZooKeepers(
  t: Pick<TestContext, 'after'>,
  { voters, observers = 0 }: { readonly voters: number; readonly observers?: number },
): Promise<ZooKeepers> {
  const servers = new Map<ServerId, ZooKeeper>();
  const member = (id: number): ConfiguredServer => ({
    id,
    addresses: [{ host: `host${id}`, quorumPort: 2888, electionPort: 3888 }],
    role: id > voters ? 'observer' : 'participant',
    client: null,
    secureClient: null,
  });
  const members = voters === 1 ? [] : Array.from({ length: voters + observers }, (_unused, index) => member(index + 1));
  const membership: ConfigText = { servers: members, groups: new Map(), weights: new Map(), version: ZERO };
  const ensemble = await Ensemble.start<MemoryStore>(t, {
    voters,
    observers,
    tree: { sink: () => treeSink(TREE), empty: () => emptyTree(TREE) },
    upper: (self, { tree }, turn) => {
      const metrics = new Metrics();
      const digests = new DigestLog();
      const log = pino({ level: 'silent' });
      const settings = { ...config({ tickTime: 200 }), servers: members, serverId: self };
      const replica = new Replica<ClientConnection>(tree, {
        rules: writeRules(settings),
        metrics,
        log,
        maxLength: 0x20_0000,
        configText: '',
        applied: (zxid, digest) => {
          digests.applied(zxid, digest);
        },
      });
      const application = new ZooKeeperApplication({
        self,
        config: settings,
        replica,
        digests: digestOptions(settings),
        outstandingLimit: 1000,
        tree: TREE,
        turn,
        metrics,
        log,
        changed: () => undefined,
      });
      const peerMetrics = new PeerMetrics(metrics);
      const view = new View({
        version: 'test',
        config: settings,
        membership,
        metrics,
        digests,
        replica,
        application,
        peerMetrics,
        peer: () => ensemble.running.get(self)?.peer ?? null,
        clientPort: () => null,
      });
      servers.set(self, { application, replica, metrics, view });
      return { application: application.asApplication(), events: peerMetrics };
    },
  });
  const at = (id: ServerId): ZooKeeper => servers.get(id) as ZooKeeper;
  const running = (): readonly ServerId[] => [...ensemble.running.keys()];
  return {
    ensemble,
    at,
    serving: () => ensemble.until(() => running().every((id) => at(id).application.current !== null)),
    leader: () => running().find((id) => at(id).application.current?.role === 'leading') ?? sid(0),
  };
}
