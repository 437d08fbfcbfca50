/** The configuration in force: `conf` (`ZooKeeperServer.dumpConf`, `QuorumZooKeeperServer.dumpConf`) and its JSON twin. */
import { resolve } from 'node:path';
import { foldersOf } from '#impl/disk/folders.js';
import { formatConfigText } from '#impl/wire/config-text.js';
import type { FolderSizes } from './folder-size.js';
import type { QuorumView, ServerView, ServingView } from './server-view.js';

/** No such port; the system's choice of a backlog. */
const NONE = -1;
/** The one algorithm that is left: `FastLeaderElection`. */
const ELECTION_ALGORITHM = 3;

type Fields = Readonly<Record<string, string | number>>;

export function confText(view: ServerView, serving: ServingView, sizes: FolderSizes): string {
  const { config } = view;
  const { data_dir, data_log_dir } = confFields(view);
  const quorum = view.quorum();
  const fields: Fields = {
    clientPort: view.clientPort ?? NONE,
    secureClientPort: NONE,
    dataDir: data_dir,
    dataDirSize: sizes.dataDir,
    dataLogDir: data_log_dir,
    dataLogSize: sizes.dataLogDir,
    tickTime: config.tickTimeMs,
    maxClientCnxns: config.maxClientCnxns,
    minSessionTimeout: config.minSessionTimeoutMs,
    maxSessionTimeout: config.maxSessionTimeoutMs,
    clientPortListenBacklog: NONE,
    serverId: config.serverId,
    ...(quorum === null ? {} : quorumFields(view, quorum)),
  };
  const lines = Object.entries(fields).map(([key, value]) => `${key}=${value}\n`);
  // A read-only server does not tell who the others are.
  const membership =
    quorum === null || serving.mode === 'read-only' ? '' : `membership: \n${formatConfigText(quorum.membership)}`;
  return lines.join('') + membership;
}

function quorumFields({ config }: ServerView, { membership }: QuorumView): Fields {
  const self = membership.servers.find(({ id }) => id === config.serverId);
  const addresses = self?.addresses ?? [];
  return {
    initLimit: config.initLimit,
    syncLimit: config.syncLimit,
    electionAlg: ELECTION_ALGORITHM,
    electionPort: addresses.map(({ electionPort }) => electionPort).join('|'),
    quorumPort: addresses.map(({ quorumPort }) => quorumPort).join('|'),
    peerType: self?.role === 'observer' ? 1 : 0,
  };
}

/** `ZooKeeperServerConf.toMap`. */
export function confFields({ config, clientPort }: ServerView): {
  readonly data_dir: string;
  readonly data_log_dir: string;
} & Fields {
  const { snapshots, logs } = foldersOf(config.dataDir, config.dataLogDir);
  return {
    client_port: clientPort ?? NONE,
    data_dir: resolve(snapshots),
    data_log_dir: resolve(logs),
    tick_time: config.tickTimeMs,
    max_client_cnxns: config.maxClientCnxns,
    min_session_timeout: config.minSessionTimeoutMs,
    max_session_timeout: config.maxSessionTimeoutMs,
    server_id: config.serverId,
    client_port_listen_backlog: NONE,
  };
}
