import { action } from '../../kit/action.js';

/** The connection to the elected leader is open: a learner introduces itself with the last epoch it promised. */
export const LearnerConnects = action({
  id: 'LearnerConnects',
  cites: "Learner.registerWithLeader; DSN'11 step 1.1 (CEPOCH); ZkV3_7_0 ConnectAndFollowerSendFOLLOWERINFO",
  on: 'Connected',
  roles: ['following', 'observing'],
  phases: ['discovery'],
  when: {
    toMyLeader: (s, input) => input.to === s.vote.leader,
    notConnected: (s) => !s.connected,
  },
  then: (s, input) => {
    const type = s.role === 'observing' ? 'OBSERVERINFO' : 'FOLLOWERINFO';
    return {
      set: { connected: true },
      // Nothing is promised yet: the epoch told is one that LEADERINFO must exceed or equal, and a lower one would do no harm.
      send: [{ to: input.to, message: { type, acceptedEpoch: s.acceptedEpoch }, after: 'now' }],
    };
  },
});
