import { action } from '../../kit/action.js';
import { beats, quorumAgrees, received, tellVoters, withOwnVote, worthHearing } from './votes.js';

/** A vote of this round: adopt it if it beats the current one, count it, and see whether a quorum agrees. */
export const ElectionOnSameRound = action({
  id: 'ElectionOnSameRound',
  cites: 'FastLeaderElection.lookForLeader, case LOOKING, n.electionEpoch == logicalclock',
  on: 'NOTIFICATION',
  roles: ['looking'],
  when: {
    fromVoter: (_s, m, env) => env.voters.includes(m.from),
    senderLooks: (_s, m) => m.role === 'looking',
    sameRound: (s, m) => m.round === s.round,
    worthHearing: (s, m) => worthHearing(s, m.vote),
  },
  then: (s, m, env) => {
    const better = beats(m.vote, s.vote);
    const vote = better ? m.vote : s.vote;
    const mine = { vote, round: s.round, role: s.role };
    const votes = { ...s.votes, [m.from]: received(m) };
    const finalizing = quorumAgrees(withOwnVote(votes, mine, env), mine, env);
    return { set: { vote, votes, finalizing }, send: better ? tellVoters(mine, env) : [] };
  },
});
