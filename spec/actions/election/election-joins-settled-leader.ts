import { action } from '../../kit/action.js';
import { settlesElection } from './settled-leader.js';
import { isSettled, leaveElection, worthHearing } from './votes.js';

/** A quorum already follows a leader that confirms it: take their round and follow too, without waiting for more. */
export const ElectionJoinsSettledLeader = action({
  id: 'ElectionJoinsSettledLeader',
  cites: 'FastLeaderElection.receivedFollowingNotification, checkLeader',
  on: 'NOTIFICATION',
  roles: ['looking'],
  when: {
    fromVoter: (_s, m, env) => env.voters.includes(m.from),
    senderSettled: (_s, m) => isSettled(m.role),
    worthHearing: (s, m) => worthHearing(s, m.vote),
    settlesElection: (s, m, env) => settlesElection(s, m, env),
  },
  then: (s, m, env) => leaveElection(s, m.vote, m.round, env),
});
