/** Which servers there are, and which of them this one is (`QuorumPeerConfig.setupQuorumPeerConfig`). */
import { parseServerText } from '#impl/wire/config-text.js';
import type { ConfiguredServer } from '#impl/wire/config-text.js';
import { showHostPort } from '#impl/wire/host-port.js';
import type { HostPort } from '#impl/wire/host-port.js';
import { showWarning } from './errors.js';
import type { Problem } from './errors.js';
import type { Property } from './properties.js';
import { problem } from './settle.js';
import type { Settled } from './settle.js';

/** What the file `myid` says; a problem where it says nothing usable. Undefined: nobody looked. */
export type Myid = number | Problem | undefined;

export interface Ensemble {
  readonly serverId: number;
  /** Empty where this server stands alone. */
  readonly servers: readonly ConfiguredServer[];
  readonly client: HostPort | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

const ANY_HOST = '0.0.0.0';

/** Session ids begin with a byte that is the server's number; 255 there marks a node with a time to live. */
const ID_MOST = 255;
const ID_MOST_WITH_TTL = 254;

const FORM =
  'write host:quorumPort:electionPort, two different ports, then :participant or :observer if you like, then ;clientPort or ;address:clientPort if you like';

interface Line {
  readonly server: ConfiguredServer;
  readonly property: Property;
}

/** Or why there is none. */
function parseLine(property: Property, idMost: number): Line | Problem {
  const digits = property.key.slice('server.'.length);
  const id = /^\d{1,9}$/.test(digits) ? Number(digits) : NaN;
  if (!(id <= idMost)) {
    return problem('ZAB-C008', property, `a server’s number is from 0 to ${idMost}`, 'write server.1, server.2 and so on');
  }
  const parsed = parseServerText(id, property.value);
  if (!parsed.ok) return problem('ZAB-C008', property, `${JSON.stringify(property.value)} cannot be read`, FORM);
  const { addresses, secureClient } = parsed.value;
  if (addresses.length > 1) {
    return problem('ZAB-C005', property, 'a server has one address here', 'leave what follows | out, or run Apache ZooKeeper');
  }
  if (secureClient !== null) {
    return problem('ZAB-C005', property, 'there is no TLS', 'leave the second ; and what follows out, or run Apache ZooKeeper');
  }
  if (addresses.some(({ quorumPort, electionPort }) => quorumPort === 0 || electionPort === 0)) {
    return problem('ZAB-C008', property, 'other servers cannot know which port 0 is', FORM);
  }
  return { server: parsed.value, property };
}

/** No two servers can have the same port of the same host. */
function sharedPorts(lines: readonly Line[]): readonly Problem[] {
  const taken = new Map<string, Property>();
  const problems: Problem[] = [];
  for (const { server, property } of lines) {
    const ports = server.addresses.flatMap(({ host, quorumPort, electionPort }) => [
      showHostPort({ host, port: quorumPort }),
      showHostPort({ host, port: electionPort }),
    ]);
    for (const port of ports) {
      const other = taken.get(port);
      if (other === undefined) taken.set(port, property);
      else problems.push(problem('ZAB-C009', property, `${port} is that of ${other.key} too`, 'give each server its own ports'));
    }
  }
  return problems;
}

interface Shape {
  readonly distributed: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

function shapeOf(lines: readonly Line[], standaloneEnabled: boolean, first: Property | undefined): Shape {
  const voters = lines.filter(({ server }) => server.role === 'participant').length;
  const observers = lines.length - voters;
  const distributed = voters > 1 || !standaloneEnabled;
  const wrong = (message: string, advice: string): Shape => ({
    distributed,
    problems: [problem('ZAB-C009', first, message, advice)],
    warnings: [],
  });
  const fine = (...warnings: readonly string[]): Shape => ({ distributed, problems: [], warnings });
  if (voters === 0 && distributed) {
    return wrong('an ensemble needs a participant', 'add server lines, or leave standaloneEnabled=false out');
  }
  if (!distributed && observers > 0) {
    return wrong(
      voters === 0 ? 'observers need participants to learn from' : 'a server that stands alone has no observers',
      'add participants, or set standaloneEnabled=false',
    );
  }
  if (!distributed) return fine();
  if (voters <= 2) {
    return fine(`${voters} participant${voters === 1 ? '' : 's'}: none may fail. At least 3 are needed for one to`);
  }
  if (voters % 2 === 0) return fine(`${voters} participants: one fewer would bear as many failures`);
  return fine();
}

/** Which client address holds where the file and the server's own line both name one (`setupClientPort`). */
function clientOf(settled: Settled, own: Line | undefined): HostPort | Problem | null {
  const { clientPort, clientPortAddress } = settled.values;
  const fromLine = own?.server.client ?? null;
  const fromKeys = clientPort === null ? null : { host: clientPortAddress ?? ANY_HOST, port: clientPort };
  if (fromKeys === null || fromLine === null) return fromLine ?? fromKeys;
  const anywhere = clientPortAddress === null || clientPortAddress === ANY_HOST || clientPortAddress === '::';
  if (fromKeys.port === fromLine.port && (anywhere || fromKeys.host === fromLine.host)) return fromLine;
  return problem(
    'ZAB-C007',
    settled.given.get('clientPort'),
    `${showHostPort(fromKeys)} is not the ${showHostPort(fromLine)} of ${own?.property.key ?? ''}`,
    'keep one of them',
  );
}

function isProblem(value: object): value is Problem {
  return 'code' in value;
}

/** What an ensemble needs besides its servers. */
function membership(settled: Settled, lines: readonly Line[], myid: Myid): readonly Problem[] {
  const problems: Problem[] = [];
  for (const name of ['initLimit', 'syncLimit'] as const) {
    const property = settled.given.get(name);
    const missing = property === undefined || /^[+-]?0+$/.test(property.value);
    if (missing) {
      const message = property === undefined ? `${name} is missing` : 'an ensemble needs a limit above 0';
      problems.push(problem(property === undefined ? 'ZAB-C006' : 'ZAB-C004', property, message, `write ${ADVISED[name]}`));
    }
  }
  if (typeof myid === 'object') problems.push(myid);
  else if (myid !== undefined && lines.every(({ server }) => server.id !== myid)) {
    const known = lines.map(({ property }) => property.key).join(', ');
    const message = `myid says ${myid}, and there is no server.${myid} among ${known}`;
    problems.push(problem('ZAB-C010', undefined, message, 'correct the file myid in dataDir, or add the line'));
  }
  return problems;
}

const ADVISED = { initLimit: 'initLimit=10', syncLimit: 'syncLimit=5' };

function peerTypeWarnings(settled: Settled, own: Line | undefined): readonly string[] {
  const property = settled.given.get('peerType');
  if (property === undefined || own === undefined || settled.values.peerType === own.server.role) return [];
  return [showWarning(property.line, property.key, `${own.property.key} says ${own.server.role}, and that holds`)];
}

export function ensembleOf(settled: Settled, myid: Myid): Ensemble {
  const idMost = settled.values.extendedTypesEnabled ? ID_MOST_WITH_TTL : ID_MOST;
  const parsed = [...settled.servers.values()].map((property) => parseLine(property, idMost));
  const lines = parsed.filter((line): line is Line => !isProblem(line));
  const malformed = parsed.filter(isProblem);
  // Lines that cannot be read would be missed by what follows.
  if (malformed.length > 0) return { serverId: 0, servers: [], client: null, problems: malformed, warnings: [] };
  const [first] = settled.servers.values();
  const { distributed, problems, warnings } = shapeOf(lines, settled.values.standaloneEnabled, first);
  const [only] = lines;
  const own = distributed || typeof myid === 'number' ? lines.find(({ server }) => server.id === myid) : only;
  const client = clientOf(settled, own);
  const isContradiction = client !== null && isProblem(client);
  return {
    serverId: distributed && own !== undefined ? own.server.id : 1,
    servers: distributed ? lines.map(({ server }) => server) : [],
    client: isContradiction ? null : client,
    problems: [
      ...problems,
      ...sharedPorts(lines),
      ...(distributed && problems.length === 0 ? membership(settled, lines, myid) : []),
      ...(isContradiction ? [client] : []),
    ],
    warnings: [...warnings, ...peerTypeWarnings(settled, own)],
  };
}
