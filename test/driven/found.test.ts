/**
 * What the checker finds, in real servers: shortest ways to what must sometimes happen are ways of theirs, and counterexamples of mutants are
 * not. More of both in `found.slow.test.ts`.
 */
import { testRefused, testReached } from './found-cases.js';

const CALM = { crashes: 0, partitions: 0, txns: 0 };

testReached('SomeLeaderEstablished', { seedState: 'elected', bounds: CALM });
testReached('SomeFollowerServes', { seedState: 'elected', bounds: CALM });
testReached('SomeTransactionDelivered', { seedState: 'established', bounds: { ...CALM, txns: 1 } });

testRefused('quorum-off-by-one', 'LeadAlone(1)', /no timer of 200 ms is set/);
testRefused('commit-without-prefix', 'LeaderOnAck(3 from 1)', /lastCommitted is .*"counter":2.* and not .*"counter":3/);
testRefused('smaller-epoch-accepted', 'LearnerRepeatsEpoch(1 from 3)', /took LearnerRefusesEpoch and not LearnerRepeatsEpoch/);
testRefused('zxid-reused', 'LeaderOnClientWrite(2)', /history is .*\[2,1,2\].* and not .*\[1,2,2\]/);
testRefused('ack-before-fsync', 'FollowerOnProposal(1 from 3)', /on its way from server 1 to 3 is nothing and not .*"ACK"/);
testRefused('connections-kept', 'Ignore(3 from 3)', /server 3 has told itself nothing of the kind/);
testRefused('guards-overlap', 'Ignore(1 from 3)', /server 1 took LearnerAcceptsEpoch, too/);
