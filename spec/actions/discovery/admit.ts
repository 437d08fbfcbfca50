/** The leader's side of FOLLOWERINFO and OBSERVERINFO (`Leader.getEpochToPropose`). */
import type { Env, Step } from '../../kit/action.js';
import type { ServerId } from '../../model/quorum.js';
import { withServer } from '../../model/quorum.js';
import type { Local } from '../../model/state.js';
import { ZERO } from '../../model/zxid.js';
import { leadingOf, learnersIn, withLearner } from '../leader-state.js';

/** A newcomer while the epoch is open: its epoch raises the one to be proposed, and a voter counts towards the quorum. */
export function admit(s: Local, from: ServerId, acceptedEpoch: number, env: Env): Step {
  const observer = !env.voters.includes(from);
  const before = withLearner(leadingOf(s), from, { stage: 'waiting', observer, acked: ZERO });
  const proposedEpoch = Math.max(before.proposedEpoch, acceptedEpoch + 1);
  const connecting = observer ? before.connecting : withServer(before.connecting, from);
  const leading = { ...before, proposedEpoch, connecting };
  if (!env.isQuorum(connecting)) return { set: { leading } };

  const waiting = learnersIn(leading, ['waiting']);
  const informed = waiting.reduce(
    (sum, server) => withLearner(sum, server, { stage: 'informed', observer: !env.voters.includes(server), acked: ZERO }),
    leading,
  );
  return {
    // On disk before anyone hears of it, or the same epoch could be proposed twice (ZK-1291).
    write: [{ acceptedEpoch: proposedEpoch }],
    set: { leading: informed },
    send: waiting.map((to) => ({ to, message: { type: 'LEADERINFO', epoch: proposedEpoch }, after: 'synced' })),
  };
}

/** A newcomer after the epoch was decided: it is told which, and counted nowhere. */
export function admitLate(s: Local, from: ServerId, env: Env): Step {
  const observer = !env.voters.includes(from);
  return {
    set: { leading: withLearner(leadingOf(s), from, { stage: 'informed', observer, acked: ZERO }) },
    send: [{ to: from, message: { type: 'LEADERINFO', epoch: s.acceptedEpoch }, after: 'synced' }],
  };
}
