import { action } from '../../kit/action.js';
import { zxid } from '../../model/zxid.js';
import { newLeading } from './votes.js';

/**
 * A server that is a quorum by itself: nobody's message will ever decide an election for it, or count a promise of it. It
 * promises and joins the next epoch on its own disk, and votes for its NEWLEADER as any leader does, by an ACK to itself.
 */
export const LeadAlone = action({
  id: 'LeadAlone',
  cites: 'QuorumPeer.startLeaderElection and Leader.lead with one voter: every wait for a quorum ends at the first count',
  on: 'FinalizeWait',
  roles: ['looking'],
  when: {
    aloneAQuorum: (_s, _input, env) => env.isQuorum([env.self]),
    undecided: (s) => !s.finalizing,
  },
  then: (s, _input, env) => {
    const epoch = s.acceptedEpoch + 1;
    return {
      // Promised before joined, as everywhere.
      write: [{ acceptedEpoch: epoch }, { currentEpoch: epoch }],
      set: { role: 'leading', phase: 'synchronization', votes: {}, settledVotes: {}, leading: newLeading(s, env) },
      send: [{ to: env.self, message: { type: 'ACK', zxid: zxid(epoch, 0) }, after: 'synced' }],
    };
  },
});
