/**
 * The ensemble's configuration as text: in notifications, in NEWLEADER, and in `/zookeeper/config` (`QuorumMaj.toString`,
 * `QuorumHierarchical.toString`, `QuorumServer.initializeWithAddressString`).
 *
 *     server.1=10.0.0.1:2888:3888:participant;0.0.0.0:2181
 *     group.1=1:2          weight.1=1          only where there are groups
 *     version=100000000
 *
 * Lines end in one newline each, the last one in none.
 */
import type { Zxid } from '#spec/model/zxid.js';
import { attempt, WireFault } from './errors.js';
import type { Decoded } from './errors.js';
import { parseHostPort, parsePort, showHost, showHostPort, splitHost } from './host-port.js';
import type { HostPort } from './host-port.js';

export interface ServerAddress {
  readonly host: string;
  readonly quorumPort: number;
  readonly electionPort: number;
}

export interface ConfiguredServer {
  readonly id: number;
  /** More than one only with `multiAddress.enabled`. */
  readonly addresses: readonly ServerAddress[];
  readonly role: 'participant' | 'observer';
  /** Null: the client port is not part of the dynamic configuration. */
  readonly client: HostPort | null;
  /** Known to 3.10; refused by 3.9. */
  readonly secureClient: HostPort | null;
}

export interface ConfigText {
  readonly servers: readonly ConfiguredServer[];
  /** Members by group; none for plain majorities. */
  readonly groups: ReadonlyMap<number, readonly number[]>;
  readonly weights: ReadonlyMap<number, number>;
  /** Zxid of the reconfiguration that made it; (0,0) for a static one. */
  readonly version: Zxid;
}

const ANY_HOST = '0.0.0.0';

function malformed(text: string, form: string): WireFault {
  return new WireFault('ZAB-W008', 0, `"${text.slice(0, 80)}" is not of the form ${form}`);
}

function parseNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw malformed(text, 'of a number');
  return Number(text);
}

function parseVersion(text: string): Zxid {
  if (!/^[0-9a-fA-F]{1,16}$/.test(text)) throw malformed(text, 'of up to 16 hexadecimal digits');
  const digits = text.padStart(16, '0');
  return { epoch: parseInt(digits.slice(0, 8), 16), counter: parseInt(digits.slice(8), 16) };
}

function parseClient(text: string | undefined): HostPort | null {
  if (text === undefined || text === '') return null;
  const port = parsePort(text);
  const client = port === null ? parseHostPort(text) : { host: ANY_HOST, port };
  if (client === null) throw malformed(text, 'port or host:port');
  return client;
}

/** One address and the role behind it, null where none is said. */
function parseAddress(text: string): { readonly address: ServerAddress; readonly role: ConfiguredServer['role'] | null } {
  const [host = '', quorum, election, type, ...more] = splitHost(text) ?? [];
  const [quorumPort, electionPort] = [parsePort(quorum), parsePort(election)];
  const role = type === undefined ? null : type.trim().toLowerCase();
  const known = role === null || role === 'participant' || role === 'observer';
  if (host === '' || quorumPort === null || electionPort === null || quorumPort === electionPort || !known || more.length > 0) {
    throw malformed(text, 'host:port:port or host:port:port:type, with two ports and type participant or observer');
  }
  return { address: { host, quorumPort, electionPort }, role };
}

function parseServer(id: number, text: string): ConfiguredServer {
  const [server = '', client, secureClient, ...more] = text.split(';');
  if (more.length > 0) throw malformed(text, 'server;client;secure client');
  const parsed = server.split('|').map(parseAddress);
  const roles = new Set(parsed.map(({ role }) => role).filter((role) => role !== null));
  if (roles.size > 1) throw malformed(text, 'of one role in every address');
  const [role = 'participant'] = roles;
  return {
    id,
    addresses: parsed.map(({ address }) => address),
    role,
    client: parseClient(client),
    secureClient: parseClient(secureClient),
  };
}

/** The value of one `server.N` line. */
export function parseServerText(id: number, text: string): Decoded<ConfiguredServer> {
  return attempt(() => parseServer(id, text));
}

interface Building {
  readonly servers: Map<number, ConfiguredServer>;
  readonly groups: Map<number, readonly number[]>;
  readonly weights: Map<number, number>;
  version: Zxid;
}

function parseLine(line: string, building: Building): void {
  const equals = line.indexOf('=');
  const [key, value] = [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
  const [, kind = '', member = ''] = /^(server|group|weight)\.(\d+)$/.exec(key) ?? [];
  const id = Number(member);
  if (kind === 'server') building.servers.set(id, parseServer(id, value));
  else if (kind === 'group') building.groups.set(id, value.split(':').map(parseNumber));
  else if (kind === 'weight') building.weights.set(id, parseNumber(value));
  else if (key === 'version') building.version = parseVersion(value);
  else throw malformed(line, 'server.N=, group.N=, weight.N= or version=');
}

/** Refuses what Apache refuses: other keys, a server without an address. A server named twice is as the last line says. */
export function parseConfigText(text: string): Decoded<ConfigText> {
  return attempt(() => {
    const building: Building = { servers: new Map(), groups: new Map(), weights: new Map(), version: { epoch: 0, counter: 0 } };
    for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
      if (/^\s*(?:[#!].*)?$/.test(line)) continue;
      try {
        parseLine(line, building);
      } catch (error) {
        throw error instanceof WireFault ? error.within(`line ${index + 1}`) : error;
      }
    }
    return { ...building, servers: [...building.servers.values()] };
  });
}

/** As Apache prints it, its order of lines included. */
export function formatConfigText({ servers, groups, weights, version }: ConfigText): string {
  const byId = new Map(servers.map((server) => [server.id, server]));
  const lines = [
    ...javaOrder(byId).map(([id, server]) => `server.${id}=${showServer(server)}`),
    ...javaOrder(groups).map(([id, members]) => `group.${id}=${members.join(':')}`),
    ...javaOrder(weights).map(([id, weight]) => `weight.${id}=${weight}`),
  ];
  return [...lines, `version=${showVersion(version)}`].join('\n');
}

function showServer({ addresses, role, client, secureClient }: ConfiguredServer): string {
  const byHost = addresses.toSorted((a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0));
  const shown = byHost.map(({ host, quorumPort, electionPort }) => `${showHost(host)}:${quorumPort}:${electionPort}`).join('|');
  const tail = secureClient === null ? '' : `;${showHostPort(secureClient)}`;
  return `${shown}:${role}${client === null ? (tail === '' ? '' : ';') : `;${showHostPort(client)}`}${tail}`;
}

function showVersion({ epoch, counter }: Zxid): string {
  return epoch === 0 ? counter.toString(16) : epoch.toString(16) + counter.toString(16).padStart(8, '0');
}

const JAVA_CAPACITY_FIRST = 16;

/** The order of a Java `HashMap` by small ids: by bucket. Ascending as long as all are below the number of buckets. */
function javaOrder<T>(entries: ReadonlyMap<number, T>): readonly (readonly [number, T])[] {
  let capacity = JAVA_CAPACITY_FIRST;
  while (entries.size > 0.75 * capacity) capacity *= 2;
  const bucket = (id: number): number => (id ^ (id >>> 16)) & (capacity - 1);
  return [...entries].sort(([a], [b]) => bucket(a) - bucket(b) || a - b);
}
