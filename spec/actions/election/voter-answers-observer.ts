import { action } from '../../kit/action.js';
import { tell } from './votes.js';

/** An observer looks for a leader. It has no say, so its vote is not weighed; it is told this server's. */
export const VoterAnswersObserver = action({
  id: 'VoterAnswersObserver',
  cites: 'FastLeaderElection.Messenger.WorkerReceiver, !validVoter(response.sid)',
  on: 'NOTIFICATION',
  roles: ['looking', 'following', 'leading'],
  when: {
    fromObserver: (_s, m, env) => !env.voters.includes(m.from),
  },
  then: (s, m) => ({ send: [tell(m.from, s)] }),
});
