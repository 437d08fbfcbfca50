import { action } from '../../kit/action.js';
import { leaveElection } from './votes.js';

/** A quorum agreed and nothing better came: lead if the vote is for oneself, else follow, or observe. */
export const LeaveElection = action({
  id: 'LeaveElection',
  cites: 'FastLeaderElection.lookForLeader, end of finalizeWait; ZkV3_7_0 WaitNewNotmsgEnd',
  on: 'FinalizeWait',
  roles: ['looking'],
  when: {
    quorumAgreed: (s) => s.finalizing,
  },
  then: (s, _input, env) => leaveElection(s, s.vote, s.round, env),
});
