/**
 * One server: Zab.tla's `serverVars`, `leaderVars` and `followerVars` at one index, and how they change.
 *
 * What a leader has received is kept by sender in sorted lists: the sets of Zab.tla hold at most one record for each sender.
 */
import type { Kind } from '../../kit/system.js';
import { withoutServer } from '../../model/quorum.js';
import type { ServerId } from '../../model/quorum.js';
import { nextZxid, ZERO } from '../../model/zxid.js';
import type { Zxid } from '../../model/zxid.js';
import { lastZxid } from './history.js';
import type { History } from './history.js';

export type Role = 'LOOKING' | 'FOLLOWING' | 'LEADING';
export type ZabState = 'ELECTION' | 'DISCOVERY' | 'SYNCHRONIZATION' | 'BROADCAST';

/** The delivered prefix of a history: its length, and the zxid it ends with. */
export interface Committed {
  readonly index: number;
  readonly zxid: Zxid;
}

/** That a leader heard from a server. It stays counted when the server disconnects. */
export interface Heard {
  readonly sid: ServerId;
  readonly connected: boolean;
}

export interface HeardCepoch extends Heard {
  readonly epoch: number;
}

export interface HeardAckepoch extends Heard {
  readonly peerLastEpoch: number;
  readonly peerHistory: History;
}

export interface Server {
  readonly state: Role;
  readonly zabState: ZabState;
  readonly acceptedEpoch: number;
  readonly currentEpoch: number;
  readonly history: History;
  readonly lastCommitted: Committed;

  /** Empty at a server that does not lead. The other four keep what they held until it leads again. */
  readonly learners: readonly ServerId[];
  readonly cepochRecv: readonly HeardCepoch[];
  readonly ackeRecv: readonly HeardAckepoch[];
  readonly ackldRecv: readonly Heard[];
  /** How many transactions of this epoch were broadcast. */
  readonly sendCounter: number;

  readonly connectInfo: ServerId | null;
}

const NOTHING_COMMITTED: Committed = { index: 0, zxid: ZERO };

export const STARTED: Server = {
  state: 'LOOKING',
  zabState: 'ELECTION',
  acceptedEpoch: 0,
  currentEpoch: 0,
  history: [],
  lastCommitted: NOTHING_COMMITTED,
  learners: [],
  cepochRecv: [],
  ackeRecv: [],
  ackldRecv: [],
  sendCounter: 0,
  connectInfo: null,
};

export type ServerPatch = Partial<Server>;

/** Zab.tla `SwitchToFollower`. */
export const FOLLOW: ServerPatch = { state: 'FOLLOWING', zabState: 'DISCOVERY' };
/** Zab.tla `FollowerShutdown`; `LeaderShutdown` does the same to every learner. */
export const SHUT_DOWN: ServerPatch = { state: 'LOOKING', zabState: 'ELECTION', connectInfo: null };
/** What memory loses in a restart. */
export const FORGET: ServerPatch = { lastCommitted: NOTHING_COMMITTED };

/** A set of senders with one more, or with the newer record of one already there. */
export function hearing<T extends Heard>(heard: readonly T[], news: T): readonly T[] {
  return [...heard.filter(({ sid }) => sid !== news.sid), news].sort((a, b) => a.sid - b.sid);
}

function disconnected<T extends Heard>(heard: readonly T[], server: ServerId): readonly T[] {
  return heard.map((each) => (each.sid === server ? { ...each, connected: false } : each));
}

export function senders(heard: readonly Heard[]): readonly ServerId[] {
  return heard.map(({ sid }) => sid);
}

/** To whom a leader sends: of those it heard from, who is connected still, itself left out. */
export function reachable(heard: readonly Heard[], learners: readonly ServerId[], self: ServerId): readonly ServerId[] {
  return senders(heard.filter(({ sid, connected }) => connected && sid !== self && learners.includes(sid)));
}

/** Zab.tla `SwitchToLeader`. */
function switchToLeader(server: Server, self: ServerId): Server {
  const { acceptedEpoch, currentEpoch, history } = server;
  return {
    ...server,
    state: 'LEADING',
    zabState: 'DISCOVERY',
    learners: [self],
    cepochRecv: [{ sid: self, connected: true, epoch: acceptedEpoch }],
    ackeRecv: [{ sid: self, connected: true, peerLastEpoch: currentEpoch, peerHistory: history }],
    ackldRecv: [{ sid: self, connected: true }],
    sendCounter: 0,
  };
}

/** Zab.tla `RemoveLearner`. */
function removeLearner(server: Server, learner: ServerId): Server {
  return {
    ...server,
    learners: withoutServer(server.learners, learner),
    cepochRecv: disconnected(server.cepochRecv, learner),
    ackeRecv: disconnected(server.ackeRecv, learner),
    ackldRecv: disconnected(server.ackldRecv, learner),
  };
}

/** A leader logs a client's request as the next transaction of its epoch. */
function request(server: Server, { self, value }: { self: ServerId; value: number }): Server {
  const { history, currentEpoch } = server;
  const txn = { zxid: nextZxid(lastZxid(history), currentEpoch), value, ackSid: [self], epoch: currentEpoch };
  return { ...server, history: [...history, txn] };
}

export const serverKind: Kind = {
  name: 'server',
  operators: {
    patch: (server: Server, patch: ServerPatch): Server => ({ ...server, ...patch }),
    switchToLeader,
    removeLearner,
    request,
  },
};
