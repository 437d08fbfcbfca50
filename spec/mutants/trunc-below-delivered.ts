import { LeaderOnAckEpoch } from '../actions/discovery/leader-on-ack-epoch.js';
import { LeaderOnLateAckEpoch } from '../actions/discovery/leader-on-late-ack-epoch.js';
import type { Step } from '../kit/action.js';
import type { Local } from '../model/state.js';
import { tampered } from './mutant.js';
import type { Mutant } from './mutant.js';

/** The cut goes to the edge of the window instead of the last common entry; what lies between is not sent again. */
function cutTooFar(step: Step, s: Local): Step {
  const send = (step.send ?? []).map((each) =>
    each.message.type === 'TRUNC' ? { ...each, message: { ...each.message, zxid: s.snapshotZxid } } : each,
  );
  return { ...step, send };
}

export const truncBelowDelivered: Mutant = {
  id: 'trunc-below-delivered',
  means: "TRUNC cuts to the lower edge of the leader's window: below what the learner has delivered.",
  cites: 'classic; ZK-1154',
  killedBy: 'NoBadProposal',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 'two-leaders', bounds: { crashes: 0, partitions: 0, txns: 1 } },
  depth: 12,
  alsoKills: ['NoBadState'],
  extension: { replace: [tampered(LeaderOnAckEpoch, cutTooFar), tampered(LeaderOnLateAckEpoch, cutTooFar)] },
};
