import { action } from '../../kit/action.js';
import { isSettled, worthHearing } from './votes.js';

/** A quorum agrees already and this vote is no better: it is not even stored. */
export const ElectionIgnoresWorseVote = action({
  id: 'ElectionIgnoresWorseVote',
  cites: 'FastLeaderElection.lookForLeader, the finalizeWait loop',
  on: 'NOTIFICATION',
  roles: ['looking'],
  when: {
    fromVoter: (_s, m, env) => env.voters.includes(m.from),
    notAnOlderRound: (s, m) => m.round >= s.round || isSettled(m.role),
    notWorthHearing: (s, m) => !worthHearing(s, m.vote),
  },
  then: () => ({}),
});
