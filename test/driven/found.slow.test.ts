/** The other mutants whose counterexamples are short and can be driven; and a way for which half a million states are looked at. */
import { testReached, testRefused } from './found-cases.js';

testReached('TwoBelieveTheyLead', { seedState: 's1', bounds: { crashes: 0, partitions: 2, txns: 0 } });

testRefused('repeated-promise-counted', 'LeaderOnAckEpoch(2 from 3)', /currentEpoch is 1 and not 2/);
testRefused(
  'more-recent-follower-counted',
  'LeaderOnAckEpoch(2 from 3)',
  /took LeaderRejectsMoreRecent and not LeaderOnAckEpoch/,
);
testRefused('delivered-forgotten', 'LearnerLosesLeader(1 of 3)', /lastCommitted is .*"counter":1.* and not .*"counter":0/);
testRefused('joined-before-promised', 'LearnerAcceptsEpoch(1 from 3)', /currentEpoch is 0 and not 1/);
testRefused(
  'log-out-of-order',
  'FollowerOnProposal(1 from 3)',
  /history is .*\[1,1,1\],\[1,2,2\].* and not .*\[1,2,2\],\[1,1,1\]/,
);
testRefused(
  'epochs-out-of-order',
  'FollowerOnProposal(1 from 2)',
  /history is .*\[1,1,1\],\[2,1,3\].* and not .*\[2,1,3\],\[1,1,1\]/,
);
testRefused(
  'observer-counted',
  'LeaderOnObserverInfo(3 from 4)',
  /leading is .*"connecting":\[3\].* and not .*"connecting":\[3,4\]/,
);
testRefused('value-altered', 'FollowerOnProposal(1 from 3)', /history is .*\[1,2,2\].* and not .*\[1,2,"other"\]/);
