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
    // One that has settled answers every LOOKING vote it gets; answering that again would never end.
    senderLooks: (_s, m) => m.role === 'looking',
  },
  then: (s, m) => ({ send: [tell(m.from, s)] }),
});
