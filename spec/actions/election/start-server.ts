import { action } from '../../kit/action.js';
import type { Local } from '../../model/state.js';
import { goLooking } from './votes.js';

/**
 * A crash between the two writes of NEWLEADER leaves a log that reaches into an epoch not yet recorded as joined. The log
 * was complete when the epoch's turn came, so the epoch is what the log says. (Apache refuses to start there: ZK-1653.)
 */
function joinedEpoch(s: Local): number {
  return Math.max(s.currentEpoch, s.history.lastZxid.epoch);
}

/** A server boots from what it recovered and looks for a leader. It refuses a disk that joined an epoch it never promised. */
export const StartServer = action({
  id: 'StartServer',
  cites: 'QuorumPeer.loadDataBase, FastLeaderElection.lookForLeader; ZkV3_7_0 NodeStart; ZK-1653, ZK-2354',
  on: 'Start',
  roles: ['down'],
  when: {
    joinedWithinPromised: (s) => joinedEpoch(s) <= s.acceptedEpoch,
  },
  then: (s, _input, env) => {
    const currentEpoch = joinedEpoch(s);
    const write = currentEpoch === s.currentEpoch ? [] : [{ currentEpoch }];
    return { ...goLooking({ ...s, currentEpoch }, env), write };
  },
});
