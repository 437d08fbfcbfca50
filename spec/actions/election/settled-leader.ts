/**
 * Votes of servers that already follow or lead. They are enough to join an ensemble that runs, on two conditions: a quorum
 * of them agrees, and the leader itself confirms it (`receivedFollowingNotification`).
 */
import type { Env } from '../../kit/action.js';
import type { Received } from '../../model/messages.js';
import type { Local, VoteTable } from '../../model/state.js';
import { leaderConfirms, quorumAgrees, received, withOwnVote } from './votes.js';

/** The vote tables once this notification is stored: among this round's votes if it is of this round, and among the settled. */
export function storedWith(s: Local, m: Received<'NOTIFICATION'>): { votes: VoteTable; settledVotes: VoteTable } {
  const entry = { [m.from]: received(m) };
  return {
    votes: m.round === s.round ? { ...s.votes, ...entry } : s.votes,
    settledVotes: { ...s.settledVotes, ...entry },
  };
}

/** True where this notification completes a quorum, in this round or outside it, for a leader that confirms. */
export function settlesElection(s: Local, m: Received<'NOTIFICATION'>, env: Env): boolean {
  const candidate = received(m);
  const { votes, settledVotes } = storedWith(s, m);
  const thisRound = withOwnVote(votes, s, env);
  return (
    (m.round === s.round && quorumAgrees(thisRound, candidate, env) && leaderConfirms(votes, candidate, s, env)) ||
    (quorumAgrees(settledVotes, candidate, env) && leaderConfirms(settledVotes, candidate, s, env))
  );
}
