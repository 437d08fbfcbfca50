/** What an ensemble will be, before anything of it exists: a `zoo.cfg` for each server. */
import { join } from 'node:path';
import type { Problem } from '#impl/config/errors.js';
import { problem } from '#impl/config/settle.js';
import { configOf } from '#impl/config/read.js';
import type { ServerConfig } from '#impl/config/server-config.js';
import type { HostPort } from '#impl/wire/host-port.js';
import type { Settings } from '../options.js';
import { LOOPBACK } from './ports.js';

export interface MemberPlan {
  readonly id: number;
  readonly role: 'participant' | 'observer';
  readonly client: HostPort;
  readonly dataDir: string;
  readonly configFile: string;
  readonly logFile: string;
  /** Where what it does is written down; null: nowhere. */
  readonly recordFile: string | null;
  /** The content of its `zoo.cfg`. */
  readonly keys: Settings;
  readonly config: ServerConfig;
}

export interface EnsembleRequest {
  readonly nodes: number;
  readonly observers: number;
  /** Where the folders of the servers are, or will be. */
  readonly folder: string;
  readonly settings: Settings;
  /** What servers do is written down in this folder; null: nowhere. */
  readonly record: { readonly folder: string; readonly compressed: boolean } | null;
}

/** For clients, quorum, election, admin and metrics. */
export const PORTS_PER_SERVER = 5;

/** Those of ZooKeeper's sample file; and every four-letter word, for this ensemble is to be looked at. */
const DEFAULTS: Settings = [
  ['tickTime', '2000'],
  ['initLimit', '10'],
  ['syncLimit', '5'],
  ['4lw.commands.whitelist', '*'],
];

/** Keys that differ from server to server, or follow from the number of servers. */
const OURS: ReadonlySet<string> = new Set([
  'dataDir',
  'dataLogDir',
  'clientPort',
  'clientPortAddress',
  'admin.serverPort',
  'admin.serverAddress',
  'metricsProvider.httpPort',
  'metricsProvider.httpHost',
  'peerType',
  'standaloneEnabled',
]);

export type Planned =
  | { readonly ok: true; readonly members: readonly MemberPlan[]; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function folderOf(folder: string, id: number): string {
  return join(folder, `server-${id}`);
}

export function rolesOf({ nodes, observers }: Pick<EnsembleRequest, 'nodes' | 'observers'>): readonly MemberPlan['role'][] {
  return [
    ...Array.from({ length: nodes }, () => 'participant' as const),
    ...Array.from({ length: observers }, () => 'observer' as const),
  ];
}

/** `ports`: PORTS_PER_SERVER for each server. Problems are those of the settings, once for all servers. */
export function planEnsemble(request: EnsembleRequest, ports: readonly number[]): Planned {
  const taken = request.settings
    .map(([key]) => key)
    .filter((key) => OURS.has(key.replace(/^zookeeper[.]/, '')) || key.startsWith('server.'));
  if (taken.length > 0) {
    const advice = 'leave it out, or write a zoo.cfg and run zabkeeper server';
    const message = 'this command chooses it for each server';
    return { ok: false, problems: taken.map((key) => problem('ZAB-C005', { key, line: null }, message, advice)) };
  }
  const members: MemberPlan[] = [];
  const warnings = new Set<string>();
  for (const [index, role] of rolesOf(request).entries()) {
    const id = index + 1;
    const keys = keysOf(request, ports, id);
    const made = configOf(keys, id);
    if (!made.ok) return made;
    for (const warning of made.warnings) warnings.add(warning);
    const dataDir = folderOf(request.folder, id);
    const client = { host: LOOPBACK, port: portsOf(ports, id).client };
    const [configFile, logFile] = [join(dataDir, 'zoo.cfg'), join(dataDir, 'server.log')];
    const recordFile = recordFileOf(request.record, id);
    members.push({ id, role, client, dataDir, configFile, logFile, recordFile, keys, config: made.config });
  }
  return { ok: true, members, warnings: [...warnings] };
}

function recordFileOf(record: EnsembleRequest['record'], id: number): string | null {
  return record === null ? null : join(record.folder, `server-${id}.trace.ndjson${record.compressed ? '.gz' : ''}`);
}

type Ports = Readonly<Record<'client' | 'quorum' | 'election' | 'admin' | 'metrics', number>>;

function portsOf(ports: readonly number[], id: number): Ports {
  const from = (id - 1) * PORTS_PER_SERVER;
  const [client = 0, quorum = 0, election = 0, admin = 0, metrics = 0] = ports.slice(from, from + PORTS_PER_SERVER);
  return { client, quorum, election, admin, metrics };
}

function keysOf(request: EnsembleRequest, ports: readonly number[], id: number): Settings {
  const roles = rolesOf(request);
  const { client, admin, metrics } = portsOf(ports, id);
  const keys = new Map(DEFAULTS);
  keys.set('dataDir', folderOf(request.folder, id));
  keys.set('clientPort', String(client)).set('clientPortAddress', LOOPBACK);
  keys.set('admin.serverPort', String(admin)).set('admin.serverAddress', LOOPBACK);
  for (const [key, value] of request.settings) keys.set(key, value);
  if (keys.has('metricsProvider.className')) {
    keys.set('metricsProvider.httpPort', String(metrics)).set('metricsProvider.httpHost', LOOPBACK);
  }
  if (roles.length === 1) return [...keys];
  if (request.nodes === 1) keys.set('standaloneEnabled', 'false');
  for (const [index, role] of roles.entries()) {
    const { quorum, election } = portsOf(ports, index + 1);
    keys.set(`server.${index + 1}`, `${LOOPBACK}:${quorum}:${election}:${role}`);
  }
  if (roles[id - 1] === 'observer') keys.set('peerType', 'observer');
  return [...keys];
}
