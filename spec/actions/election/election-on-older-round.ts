import { action } from '../../kit/action.js';
import { tell } from './votes.js';

/** Someone still looks in an earlier round: its vote does not count, but it is told what is going on. */
export const ElectionOnOlderRound = action({
  id: 'ElectionOnOlderRound',
  cites: 'FastLeaderElection.Messenger.WorkerReceiver, LOOKING sender with a smaller electionEpoch',
  on: 'NOTIFICATION',
  roles: ['looking'],
  when: {
    fromVoter: (_s, m, env) => env.voters.includes(m.from),
    senderLooks: (_s, m) => m.role === 'looking',
    olderRound: (s, m) => m.round < s.round,
  },
  then: (s, m) => ({ send: [tell(m.from, s)] }),
});
