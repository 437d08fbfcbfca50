/** L1: the system level, what the networked server runs. Every rule on one screen. */
import type { Action } from '../kit/action.js';
import type { Otherwise, Protocol } from '../kit/protocol.js';
import type { InputType } from '../model/messages.js';
import type { Role } from '../model/state.js';
import { FollowerOnCommit } from '../actions/broadcast/follower-on-commit.js';
import { FollowerOnProposal } from '../actions/broadcast/follower-on-proposal.js';
import { LeaderOnAck } from '../actions/broadcast/leader-on-ack.js';
import { LeaderOnClientWrite } from '../actions/broadcast/leader-on-client-write.js';
import { LeaderOnRequest } from '../actions/broadcast/leader-on-request.js';
import { LeaderRollsOverOnClientWrite } from '../actions/broadcast/leader-rolls-over-on-client-write.js';
import { LeaderRollsOverOnRequest } from '../actions/broadcast/leader-rolls-over-on-request.js';
import { LearnerForwardsWrite } from '../actions/broadcast/learner-forwards-write.js';
import { ObserverOnInform } from '../actions/broadcast/observer-on-inform.js';
import { LeaderLosesLearner } from '../actions/connection/leader-loses-learner.js';
import { LeaderStepsDown } from '../actions/connection/leader-steps-down.js';
import { LearnerGivesUpConnecting } from '../actions/connection/learner-gives-up-connecting.js';
import { LearnerLosesLeader } from '../actions/connection/learner-loses-leader.js';
import { LeaderOnAckEpoch } from '../actions/discovery/leader-on-ack-epoch.js';
import { LeaderOnFollowerInfo } from '../actions/discovery/leader-on-follower-info.js';
import { LeaderOnLateAckEpoch } from '../actions/discovery/leader-on-late-ack-epoch.js';
import { LeaderOnLateFollowerInfo } from '../actions/discovery/leader-on-late-follower-info.js';
import { LeaderOnLateObserverInfo } from '../actions/discovery/leader-on-late-observer-info.js';
import { LeaderOnObserverInfo } from '../actions/discovery/leader-on-observer-info.js';
import { LeaderRejectsMoreRecent } from '../actions/discovery/leader-rejects-more-recent.js';
import { LearnerAcceptsEpoch } from '../actions/discovery/learner-accepts-epoch.js';
import { LearnerConnects } from '../actions/discovery/learner-connects.js';
import { LearnerRefusesEpoch } from '../actions/discovery/learner-refuses-epoch.js';
import { LearnerRepeatsEpoch } from '../actions/discovery/learner-repeats-epoch.js';
import { ElectionIgnoresWorseVote } from '../actions/election/election-ignores-worse-vote.js';
import { ElectionJoinsSettledLeader } from '../actions/election/election-joins-settled-leader.js';
import { ElectionOnNewerRound } from '../actions/election/election-on-newer-round.js';
import { ElectionOnOlderRound } from '../actions/election/election-on-older-round.js';
import { ElectionOnSameRound } from '../actions/election/election-on-same-round.js';
import { ElectionStoresSettledVote } from '../actions/election/election-stores-settled-vote.js';
import { LeadAlone } from '../actions/election/lead-alone.js';
import { LeaveElection } from '../actions/election/leave-election.js';
import { RepeatVote } from '../actions/election/repeat-vote.js';
import { SettledAnswersLooking } from '../actions/election/settled-answers-looking.js';
import { StartServer } from '../actions/election/start-server.js';
import { VoterAnswersObserver } from '../actions/election/voter-answers-observer.js';
import { LeaderOnPing } from '../actions/service/leader-on-ping.js';
import { LeaderOnSync } from '../actions/service/leader-on-sync.js';
import { LeaderPings } from '../actions/service/leader-pings.js';
import { LearnerForwardsSync } from '../actions/service/learner-forwards-sync.js';
import { LearnerOnPing } from '../actions/service/learner-on-ping.js';
import { LearnerOnSync } from '../actions/service/learner-on-sync.js';
import { ServerNotesSnapshot } from '../actions/service/server-notes-snapshot.js';
import { LeaderOnLateNewLeaderAck } from '../actions/sync/leader-on-late-new-leader-ack.js';
import { LeaderOnNewLeaderAck } from '../actions/sync/leader-on-new-leader-ack.js';
import { LeaderOnUpToDateAck } from '../actions/sync/leader-on-up-to-date-ack.js';
import { LearnerOnDiff } from '../actions/sync/learner-on-diff.js';
import { LearnerOnNewLeader } from '../actions/sync/learner-on-new-leader.js';
import { LearnerOnSnap } from '../actions/sync/learner-on-snap.js';
import { LearnerOnSyncCommit } from '../actions/sync/learner-on-sync-commit.js';
import { LearnerOnSyncProposal } from '../actions/sync/learner-on-sync-proposal.js';
import { LearnerOnTrunc } from '../actions/sync/learner-on-trunc.js';
import { LearnerOnUpToDate } from '../actions/sync/learner-on-up-to-date.js';
import { ObserverOnSyncInform } from '../actions/sync/observer-on-sync-inform.js';

/** Fast Leader Election: all that a coarse composition replaces by one step. */
const ELECTION: readonly Action[] = [
  ElectionOnNewerRound,
  ElectionOnSameRound,
  ElectionOnOlderRound,
  ElectionIgnoresWorseVote,
  ElectionJoinsSettledLeader,
  ElectionStoresSettledVote,
  VoterAnswersObserver,
  SettledAnswersLooking,
  RepeatVote,
  LeaveElection,
  LeadAlone,
];

const DISCOVERY: readonly Action[] = [
  LearnerConnects,
  LeaderOnFollowerInfo,
  LeaderOnLateFollowerInfo,
  LeaderOnObserverInfo,
  LeaderOnLateObserverInfo,
  LearnerAcceptsEpoch,
  LearnerRepeatsEpoch,
  LearnerRefusesEpoch,
  LeaderOnAckEpoch,
  LeaderOnLateAckEpoch,
  LeaderRejectsMoreRecent,
];

const SYNCHRONIZATION: readonly Action[] = [
  LearnerOnDiff,
  LearnerOnTrunc,
  LearnerOnSnap,
  LearnerOnSyncProposal,
  LearnerOnSyncCommit,
  ObserverOnSyncInform,
  LearnerOnNewLeader,
  LeaderOnNewLeaderAck,
  LeaderOnLateNewLeaderAck,
  LearnerOnUpToDate,
  LeaderOnUpToDateAck,
];

const BROADCAST: readonly Action[] = [
  LeaderOnClientWrite,
  LearnerForwardsWrite,
  LeaderOnRequest,
  LeaderRollsOverOnClientWrite,
  LeaderRollsOverOnRequest,
  FollowerOnProposal,
  LeaderOnAck,
  FollowerOnCommit,
  ObserverOnInform,
];

const SERVICE: readonly Action[] = [
  LearnerForwardsSync,
  LeaderOnSync,
  LearnerOnSync,
  LeaderPings,
  LearnerOnPing,
  LeaderOnPing,
  ServerNotesSnapshot,
];

const CONNECTION: readonly Action[] = [
  StartServer,
  LearnerGivesUpConnecting,
  LearnerLosesLeader,
  LeaderLosesLearner,
  LeaderStepsDown,
];

/** Events that simply do not happen to a server they do not concern; messages must be expected. */
function otherwise(input: InputType, role: Role): Otherwise {
  switch (input) {
    case 'NOTIFICATION':
      return role === 'down' ? 'leave' : 'drop';
    // An Apache leader pings learners that still synchronize; they ignore it.
    case 'PING':
      return 'drop';
    case 'Start':
      return role === 'down' ? 'unreachable' : 'leave';
    case 'ElectionTimeout':
    case 'FinalizeWait':
    case 'Connected':
    case 'ConnectFailed':
    case 'Disconnected':
    case 'QuorumTimeout':
    case 'Tick':
    case 'ClientWrite':
    case 'ClientSync':
    case 'SnapshotTaken':
      return 'leave';
    case 'FOLLOWERINFO':
    case 'OBSERVERINFO':
    case 'LEADERINFO':
    case 'ACKEPOCH':
    case 'DIFF':
    case 'TRUNC':
    case 'SNAP':
    case 'PROPOSAL':
    case 'COMMIT':
    case 'INFORM':
    case 'NEWLEADER':
    case 'UPTODATE':
    case 'ACK':
    case 'REQUEST':
    case 'SYNC':
      return 'unreachable';
  }
}

/** For a server, which must know the zxid of a write before it hands the write to the protocol: it is part of what is written. */
export { zxidOfNextProposal } from '../actions/broadcast/propose.js';

export const zab: Protocol = {
  id: 'zab',
  actions: [...CONNECTION, ...ELECTION, ...DISCOVERY, ...SYNCHRONIZATION, ...BROADCAST, ...SERVICE],
  otherwise,
  hidden: [],
};

/** L1 with election and discovery as one step (`spec/world/coarse.ts`), which plays these very actions inside. */
export const zabCoarse: Protocol = {
  ...zab,
  id: 'zab-coarse',
  hidden: [...ELECTION, ...DISCOVERY, LearnerGivesUpConnecting].map((action) => action.id),
};
