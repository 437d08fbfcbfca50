/**
 * In-action properties: an input that must not reach a server in its present state. Each is raised by the step itself, where the
 * protocol says `unreachable` and no action's guards hold (RX table 2, I-11 to I-14).
 */
import type { PropertyText } from '../kit/system.js';
import type { Input } from '../model/messages.js';
import type { Local } from '../model/state.js';

/** Which property an unreachable input breaks. */
export function unreachableProperty(input: Input, s: Local): string {
  switch (input.type) {
    case 'FOLLOWERINFO':
    case 'OBSERVERINFO':
    case 'ACKEPOCH':
      return s.role === 'leading' ? 'NoBadState' : 'NoIllegalMessage';
    case 'LEADERINFO':
    case 'DIFF':
    case 'SNAP':
    case 'NEWLEADER':
    case 'UPTODATE':
      return isLearner(s) ? 'NoBadState' : 'NoIllegalMessage';
    case 'ACK':
      return s.role === 'leading' ? 'NoBadAck' : 'NoIllegalMessage';
    case 'PROPOSAL':
    case 'TRUNC':
    case 'INFORM':
      return isLearner(s) ? 'NoBadProposal' : 'NoIllegalMessage';
    case 'COMMIT':
      return isLearner(s) ? 'NoBadCommit' : 'NoIllegalMessage';
    case 'Start':
      return 'Restartable';
    case 'NOTIFICATION':
    case 'REQUEST':
    case 'SYNC':
    case 'PING':
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
      return 'NoIllegalMessage';
  }
}

function isLearner(s: Local): boolean {
  return s.role === 'following' || s.role === 'observing';
}

export const IN_ACTION_TEXTS: readonly PropertyText[] = [
  {
    id: 'ExclusiveActions',
    means: 'For one server and one input at most one action is enabled.',
    cites: 'structural form of Zab.tla violatedInvariants',
  },
  {
    id: 'NoBadState',
    means: 'A message of discovery or synchronization arrives only in the phase, and at the stage, it belongs to.',
    cites: 'RX I-11; ZkV3_7_0 stateInconsistent',
  },
  {
    id: 'NoBadAck',
    means: 'An ACK is for the next proposal of that server, or for NEWLEADER of this epoch from one who owes it.',
    cites: 'RX I-12; ZkV3_7_0 ackInconsistent',
  },
  {
    id: 'NoBadProposal',
    means: 'A proposal directly follows the last one, and TRUNC cuts at an entry and never below what was delivered.',
    cites: 'RX I-13; ZkV3_7_0 proposalInconsistent',
  },
  {
    id: 'NoBadCommit',
    means: 'A COMMIT names the first proposal that is not committed.',
    cites: 'RX I-14; ZkV3_7_0 commitInconsistent',
  },
  {
    id: 'NoIllegalMessage',
    means: 'No message arrives that the role of its receiver never receives.',
    cites: 'ZkV3_7_0 messageIllegal; Zab.tla FilterNonexistentMessage',
  },
  {
    id: 'Restartable',
    means: 'A server can always restart from what is on its disk.',
    cites: 'ZK-1653, ZK-2354; QuorumPeer.loadDataBase',
  },
];
