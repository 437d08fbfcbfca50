import { action } from '../../kit/action.js';
import { withLearner, epochAcknowledged, leadingOf, learnerOf } from '../leader-state.js';
import { syncLearners } from '../sync/stream.js';

/** A learner arrives after a quorum had promised: it is synchronized at once. One step with forwarding, or a proposal is missed. */
export const LeaderOnLateAckEpoch = action({
  id: 'LeaderOnLateAckEpoch',
  cites: 'Leader.waitForEpochAck, electionFinished; LearnerHandler.syncFollower, Leader.startForwarding',
  on: 'ACKEPOCH',
  roles: ['leading'],
  phases: ['synchronization', 'broadcast'],
  when: {
    epochWasSent: (s, m) => learnerOf(s, m.from)?.stage === 'informed',
    quorumFormed: (s, _m, env) => epochAcknowledged(s, env),
  },
  then: (s, m, env) => {
    const observer = !env.voters.includes(m.from);
    const leading = withLearner(leadingOf(s), m.from, { stage: 'acknowledged', observer, acked: m.lastZxid });
    // Before broadcast the whole log is about to be committed. In broadcast the epoch has long been on disk, and holding the
    // stream back would let later proposals overtake it.
    const synced =
      s.phase === 'broadcast'
        ? syncLearners(s, leading, [m.from], s.lastCommitted, 'now')
        : syncLearners(s, leading, [m.from], s.history.lastZxid, 'synced');
    return { set: { leading: synced.leading }, send: synced.send };
  },
});
