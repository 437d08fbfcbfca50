/**
 * How a leader brings a learner to its own log (`LearnerHandler.syncFollower`): one of DIFF, TRUNC, SNAP, then what
 * the learner lacks, then NEWLEADER.
 *
 *     leader's log    … | snapshot ----- window ------ committed | outstanding
 *     learner's end           SNAP  |  DIFF, or TRUNC to the last common entry  |  TRUNC to committed
 *
 * A SNAP ends at what the leader has delivered, anywhere in its window; from there on it goes as in a DIFF.
 */
import type { Send } from '../../kit/action.js';
import type { QuorumMessage } from '../../model/messages.js';
import type { ServerId } from '../../model/quorum.js';
import type { Leading, LearnerState, Local } from '../../model/state.js';
import type { Txn } from '../../model/log.js';
import { compareZxids, isEpochMark, sameZxid } from '../../model/zxid.js';
import type { Zxid } from '../../model/zxid.js';
import { withLearner } from '../leader-state.js';

/** How to start, and the end of the learner's log once it has obeyed. */
interface Start {
  readonly message: QuorumMessage;
  readonly from: Zxid;
}

/**
 * The choice of mode; `committed` is the newest entry that counts as committed for this learner. First true case wins. A
 * SNAP holds what this leader has delivered and no more: before it is established, the rest may yet come to nothing.
 */
export function syncMode(s: Local, peer: Zxid, committed: Zxid): Start {
  const log = s.history.upTo(committed);
  const delivered = s.lastCommitted;
  const snap: Start = { message: { type: 'SNAP', zxid: delivered, log: log.upTo(delivered) }, from: delivered };
  const diff: Start = { message: { type: 'DIFF', zxid: committed }, from: peer };
  if (sameZxid(peer, committed)) return diff;
  if (compareZxids(peer, committed) > 0) {
    // (e,0) names an epoch and no entry: there is nothing to cut, and the learner's state is not known to be ours.
    return isEpochMark(peer) ? snap : { message: { type: 'TRUNC', zxid: committed }, from: committed };
  }
  if (compareZxids(peer, s.snapshotZxid) < 0) return snap;
  if (log.has(peer)) return diff;
  const last = log.floor(peer);
  if (isEpochMark(peer)) return { ...diff, from: last };
  // The learner's last epoch went on without it; only if ours went on in the same epoch is the cut inside its log.
  return log.next(peer)?.zxid.epoch === peer.epoch ? { message: { type: 'TRUNC', zxid: last }, from: last } : snap;
}

function proposal(txn: Txn): QuorumMessage {
  return { type: 'PROPOSAL', zxid: txn.zxid, value: txn.value };
}

/** The whole stream for one learner. Outstanding proposals are for voters only: observers hear of what is committed. */
function streamFor(s: Local, learner: LearnerState, committed: Zxid): readonly QuorumMessage[] {
  const start = syncMode(s, learner.acked, committed);
  const missing = s.history.upTo(committed).after(start.from);
  const outstanding = learner.observer ? [] : s.history.after(committed);
  return [
    start.message,
    ...missing.flatMap((txn): QuorumMessage[] => [proposal(txn), { type: 'COMMIT', zxid: txn.zxid }]),
    ...outstanding.map(proposal),
    { type: 'NEWLEADER', epoch: s.acceptedEpoch },
  ];
}

/** Streams for several learners, who from now on get live proposals too: their state after, and what to send. */
export function syncLearners(
  s: Local,
  leading: Leading,
  servers: readonly ServerId[],
  committed: Zxid,
  after: Send['after'],
): { readonly leading: Leading; readonly send: readonly Send[] } {
  let next = leading;
  const send: Send[] = [];
  for (const server of servers) {
    const learner = leading.learners[server];
    if (learner === undefined) continue;
    for (const message of streamFor(s, learner, committed)) send.push({ to: server, message, after });
    next = withLearner(next, server, { ...learner, stage: 'syncing', acked: committed });
  }
  return { leading: next, send };
}
