import { action } from '../../kit/action.js';
import { tell } from './votes.js';

/** A server that has settled tells one that looks whom it settled on. */
export const SettledAnswersLooking = action({
  id: 'SettledAnswersLooking',
  cites: 'FastLeaderElection.Messenger.WorkerReceiver, peer state not LOOKING',
  on: 'NOTIFICATION',
  roles: ['following', 'leading', 'observing'],
  when: {
    fromVoter: (_s, m, env) => env.voters.includes(m.from),
    senderLooks: (_s, m) => m.role === 'looking',
  },
  then: (s, m) => ({ send: [tell(m.from, s)] }),
});
