/** The ensemble as JSON (`LeaderCommand`, `VotingViewCommand`, `ZabStateCommand`, `SyncedObserverConsCommand`). */
import type { ConfiguredServer } from '#impl/wire/config-text.js';
import { showHostPort } from '#impl/wire/host-port.js';
import type { Fields } from './command.js';
import { learnerFields } from './connection-fields.js';
import { hex, zxidLong } from './format.js';
import { jsonObject } from './json.js';
import type { LearnerView, ServerView, ServingView } from './server-view.js';

export function leaderFields(view: ServerView, { mode }: ServingView): Fields {
  const quorum = view.quorum();
  if (quorum === null) return { error: 'server is not initialized' };
  return { is_leader: mode === 'leader', leader_id: quorum.leader?.id ?? -1, leader_ip: quorum.leader?.host ?? '' };
}

export function votingViewFields(view: ServerView): Fields {
  const voters = (view.quorum()?.membership.servers ?? []).filter(({ role }) => role === 'participant');
  return { current_config: jsonObject(voters.map((server) => [server.id, serverFields(server)])) };
}

function serverFields(server: ConfiguredServer): Fields {
  return {
    server_addresses: quorumAddresses(server),
    election_addresses: electionAddresses(server),
    client_address: clientAddress(server),
    learner_type: server.role,
  };
}

function quorumAddresses({ addresses }: ConfiguredServer): readonly string[] {
  return addresses.map(({ host, quorumPort }) => showHostPort({ host, port: quorumPort }));
}

function electionAddresses({ addresses }: ConfiguredServer): readonly string[] {
  return addresses.map(({ host, electionPort }) => showHostPort({ host, port: electionPort }));
}

function clientAddress({ client }: ConfiguredServer): string {
  return client === null ? '' : showHostPort(client);
}

/** Addresses are lists here, where ZooKeeper shows the insides of a Java object. */
export function zabStateFields(view: ServerView): Fields {
  const serving = view.serving();
  const quorum = view.quorum();
  if (serving === null || quorum === null) return { voting: false, zabstate: '' };
  const { serverId } = view.config;
  const self = quorum.membership.servers.find(({ id }) => id === serverId);
  const { lastZxid } = serving.store;
  return {
    myid: serverId,
    is_leader: serving.mode === 'leader',
    quorum_address: self === undefined ? [] : quorumAddresses(self),
    election_address: self === undefined ? [] : electionAddresses(self),
    client_address: self === undefined ? '' : clientAddress(self),
    voting: self?.role === 'participant',
    last_zxid: `0x${hex(zxidLong(lastZxid))}`,
    zab_epoch: lastZxid.epoch,
    zab_counter: lastZxid.counter,
    zabstate: quorum.phase,
  };
}

export function observersFields(view: ServerView): Fields {
  const observers = syncedObservers(view);
  return { synced_observers: observers.length, observers: observers.map(learnerFields) };
}

export function syncedObservers(view: ServerView): readonly LearnerView[] {
  const learners = view.quorum()?.leading?.learners ?? [];
  return learners.filter(({ role, isSynced }) => role === 'observer' && isSynced);
}
