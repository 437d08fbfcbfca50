import { action } from '../../kit/action.js';
import { beats, initialVote, quorumAgrees, received, tellVoters, withOwnVote, worthHearing } from './votes.js';

/**
 * Someone looks for a leader in a later round: join that round. What was heard in the old one no longer counts, and the
 * sender's vote competes with one's own initial vote, not with the one adopted since.
 */
export const ElectionOnNewerRound = action({
  id: 'ElectionOnNewerRound',
  cites: 'FastLeaderElection.lookForLeader, case LOOKING, n.electionEpoch > logicalclock',
  on: 'NOTIFICATION',
  roles: ['looking'],
  when: {
    fromVoter: (_s, m, env) => env.voters.includes(m.from),
    senderLooks: (_s, m) => m.role === 'looking',
    newerRound: (s, m) => m.round > s.round,
    worthHearing: (s, m) => worthHearing(s, m.vote),
  },
  then: (s, m, env) => {
    const own = initialVote(s, env);
    const vote = beats(m.vote, own) ? m.vote : own;
    const mine = { vote, round: m.round, role: s.role };
    const votes = { [m.from]: received(m) };
    const finalizing = quorumAgrees(withOwnVote(votes, mine, env), mine, env);
    return { set: { round: m.round, vote, votes, finalizing }, send: tellVoters(mine, env) };
  },
});
