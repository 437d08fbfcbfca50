/**
 * What Fast Leader Election computes on votes (ZooKeeper `FastLeaderElection`): their order, agreement, and the steps into
 * and out of an election that several actions share.
 */
import type { Env, Send, Step } from '../../kit/action.js';
import { sid } from '../../model/quorum.js';
import type { ServerId } from '../../model/quorum.js';
import type { Notification, Received } from '../../model/messages.js';
import type { Leading, Local, ReceivedVote, Role, Vote, VoteTable } from '../../model/state.js';
import { compareZxids, ZERO } from '../../model/zxid.js';

/** Epoch, then log end, then id (`totalOrderPredicate`). An observer's own vote, with epoch -1, is beaten by any other. */
export function beats(a: Vote, b: Vote): boolean {
  return (a.epoch - b.epoch || compareZxids(a.zxid, b.zxid) || a.leader - b.leader) > 0;
}

/** The vote a server enters an election with: itself. Observers cannot lead and say so with an epoch below all. */
export function initialVote(s: Local, env: Env): Vote {
  return env.voters.includes(env.self)
    ? { leader: env.self, zxid: s.history.lastZxid, epoch: s.currentEpoch }
    : { leader: env.self, zxid: ZERO, epoch: -1 };
}

export function isSettled(role: Role): boolean {
  return role === 'following' || role === 'leading';
}

/** Settled servers may differ in zxid and round (ZK-1818); otherwise everything must be equal (`Vote.equals`). */
function agree(a: ReceivedVote, b: ReceivedVote): boolean {
  if (a.vote.leader !== b.vote.leader || a.vote.epoch !== b.vote.epoch) return false;
  return (isSettled(a.role) && isSettled(b.role)) || (a.round === b.round && compareZxids(a.vote.zxid, b.vote.zxid) === 0);
}

/** Do the servers of this table that agree with `candidate` form a quorum? */
export function quorumAgrees(table: VoteTable, candidate: ReceivedVote, env: Env): boolean {
  const agreeing = Object.keys(table)
    .map((key) => sid(Number(key)))
    .filter((server) => agree(table[server] as ReceivedVote, candidate));
  return env.isQuorum(agreeing);
}

/** Votes of this round, this server's own among them: its notifications reach itself too. */
export function withOwnVote(votes: VoteTable, own: ReceivedVote, env: Env): VoteTable {
  return { ...votes, [env.self]: own };
}

/** A settled leader counts only if it says so itself, or is this server in this very round (`checkLeader`). */
export function leaderConfirms(table: VoteTable, candidate: ReceivedVote, s: Local, env: Env): boolean {
  const { leader } = candidate.vote;
  return leader === env.self ? candidate.round === s.round : table[leader]?.role === 'leading';
}

export function received(message: Received<'NOTIFICATION'>): ReceivedVote {
  return { vote: message.vote, round: message.round, role: message.role };
}

/** While finalizing, only a better vote is listened to. */
export function worthHearing(s: Local, vote: Vote): boolean {
  return !s.finalizing || beats(vote, s.vote);
}

/** One's vote, as told to others. Always `now`: a vote speaks of the log in memory, and is no promise. */
export function tell(to: ServerId, message: Omit<Notification, 'type'>): Send {
  return { to, message: { type: 'NOTIFICATION', role: message.role, round: message.round, vote: message.vote }, after: 'now' };
}

/** One's vote, to every other voter. */
export function tellVoters(message: Omit<Notification, 'type'>, env: Env): readonly Send[] {
  return env.voters.filter((voter) => voter !== env.self).map((voter) => tell(voter, message));
}

/** Whatever it was, the server gives it up, closes its connections and starts a new election round (`lookForLeader`). */
export function goLooking(s: Local, env: Env): Step {
  const round = s.round + 1;
  const vote = initialVote(s, env);
  return {
    close: 'all',
    set: {
      role: 'looking',
      phase: 'election',
      round,
      vote,
      votes: {},
      settledVotes: {},
      finalizing: false,
      connected: false,
      syncing: null,
      awaitedSyncs: 0,
      leading: null,
    },
    send: tellVoters({ role: 'looking', round, vote }, env),
  };
}

/** A leader to be: nobody connected, its own promises counted where they are already on disk. */
export function newLeading(s: Local, env: Env): Leading {
  return {
    learners: {},
    proposedEpoch: s.acceptedEpoch + 1,
    connecting: [env.self],
    electing: [env.self],
    newLeaderAcks: [],
    ackedBySelf: ZERO,
    pendingSyncs: [],
  };
}

/** The election is over for this server, with this vote, in this round (`leaveInstance`, `setPeerState`). */
export function leaveElection(s: Local, vote: Vote, round: number, env: Env): Step {
  const leads = vote.leader === env.self;
  const role = leads ? 'leading' : env.voters.includes(env.self) ? 'following' : 'observing';
  return {
    set: {
      role,
      phase: 'discovery',
      round,
      vote,
      votes: {},
      settledVotes: {},
      finalizing: false,
      leading: leads ? newLeading(s, env) : null,
    },
  };
}
