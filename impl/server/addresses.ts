/** Which addresses of the configuration are for what. */
import assert from 'node:assert/strict';
import type { ServerConfig } from '#impl/config/server-config.js';
import type { HostPort } from '#impl/wire/host-port.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';

export interface Addresses {
  readonly electionListen: HostPort;
  /** As other servers are told it. */
  readonly advertised: HostPort;
  readonly quorumListen: HostPort;
  /** Of the other servers. */
  readonly electionPeers: ReadonlyMap<ServerId, readonly HostPort[]>;
  readonly quorumPeers: ReadonlyMap<ServerId, readonly HostPort[]>;
}

const ANY_HOST = '0.0.0.0';

/** For a server with others; `quorumListenOnAllIPs` is about listening, not about what others are told. */
export function addressesOf({ servers, serverId, listenOnAllIps }: ServerConfig): Addresses {
  const own = servers.find(({ id }) => id === serverId)?.addresses[0];
  assert(own !== undefined, 'the configuration names this server');
  const others = servers.filter(({ id }) => id !== serverId);
  const listenHost = listenOnAllIps ? ANY_HOST : own.host;
  return {
    electionListen: { host: listenHost, port: own.electionPort },
    advertised: { host: own.host, port: own.electionPort },
    quorumListen: { host: listenHost, port: own.quorumPort },
    electionPeers: new Map(
      others.map(({ id, addresses }) => [sid(id), addresses.map(({ host, electionPort }) => ({ host, port: electionPort }))]),
    ),
    quorumPeers: new Map(
      others.map(({ id, addresses }) => [sid(id), addresses.map(({ host, quorumPort }) => ({ host, port: quorumPort }))]),
    ),
  };
}
