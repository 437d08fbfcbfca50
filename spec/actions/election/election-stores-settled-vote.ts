import { action } from '../../kit/action.js';
import { settlesElection, storedWith } from './settled-leader.js';
import { isSettled, worthHearing } from './votes.js';

/** One more server says whom it follows, or that it leads; not enough yet. */
export const ElectionStoresSettledVote = action({
  id: 'ElectionStoresSettledVote',
  cites: 'FastLeaderElection.receivedFollowingNotification, recvset and outofelection',
  on: 'NOTIFICATION',
  roles: ['looking'],
  when: {
    fromVoter: (_s, m, env) => env.voters.includes(m.from),
    senderSettled: (_s, m) => isSettled(m.role),
    worthHearing: (s, m) => worthHearing(s, m.vote),
    notEnough: (s, m, env) => !settlesElection(s, m, env),
  },
  then: (s, m) => ({ set: storedWith(s, m) }),
});
