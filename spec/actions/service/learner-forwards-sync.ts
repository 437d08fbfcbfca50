import { action } from '../../kit/action.js';

/** A client of a follower or observer asks for a sync: the leader is asked, and answers behind what was outstanding. */
export const LearnerForwardsSync = action({
  id: 'LearnerForwardsSync',
  cites: 'FollowerRequestProcessor, OpCode.sync; Learner.request',
  on: 'ClientSync',
  roles: ['following', 'observing'],
  phases: ['broadcast'],
  when: {
    connected: (s) => s.connected,
  },
  then: (s) => ({
    set: { awaitedSyncs: s.awaitedSyncs + 1 },
    send: [{ to: s.vote.leader, message: { type: 'SYNC' }, after: 'now' }],
  }),
});
