/** What the leader's actions ask of its own bookkeeping. */
import type { Env } from '../kit/action.js';
import { sid, withoutServer } from '../model/quorum.js';
import type { ServerId } from '../model/quorum.js';
import type { Leading, LearnerState, Local } from '../model/state.js';
import { compareZxids, ZERO } from '../model/zxid.js';
import type { Zxid } from '../model/zxid.js';

const NOT_LEADING: Leading = {
  learners: {},
  proposedEpoch: 0,
  connecting: [],
  electing: [],
  newLeaderAcks: [],
  ackedBySelf: ZERO,
  pendingSyncs: [],
};

/** The leader's part of the state. A server whose role is `leading` always has one. */
export function leadingOf(s: Local): Leading {
  return s.leading ?? NOT_LEADING;
}

export function learnerOf(s: Local, server: ServerId): LearnerState | undefined {
  return leadingOf(s).learners[server];
}

export function withLearner(leading: Leading, server: ServerId, learner: LearnerState): Leading {
  return { ...leading, learners: { ...leading.learners, [server]: learner } };
}

/** The learner is gone. What it promised stays counted: connecting, electing, newLeaderAcks are on its disk. */
export function withoutLearner(leading: Leading, server: ServerId): Leading {
  const { [server]: _gone, ...learners } = leading.learners;
  return { ...leading, learners, pendingSyncs: leading.pendingSyncs.filter((sync) => sync.from !== server) };
}

/** Connected learners in any of these stages, by id. */
export function learnersIn(leading: Leading, stages: readonly LearnerState['stage'][]): readonly ServerId[] {
  const servers: ServerId[] = [];
  for (const key in leading.learners) {
    if (stages.includes((leading.learners[key] as LearnerState).stage)) servers.push(sid(Number(key)));
  }
  return servers;
}

/** The epoch is decided once a quorum of FOLLOWERINFO was counted; nobody is counted after that. */
export function epochDecided(s: Local, env: Env): boolean {
  return env.isQuorum(leadingOf(s).connecting);
}

/** A quorum has promised the epoch and is not ahead of this leader: it may synchronize. */
export function epochAcknowledged(s: Local, env: Env): boolean {
  return env.isQuorum(leadingOf(s).electing);
}

/** A quorum, the leader's own disk included, has joined the epoch: the leader is established. */
export function isEstablished(newLeaderAcks: readonly ServerId[], env: Env): boolean {
  return newLeaderAcks.includes(env.self) && env.isQuorum(newLeaderAcks);
}

/** Who gets live proposals: everyone whose sync stream was sent, for the stream ends where forwarding begins. */
export const FORWARDING: readonly LearnerState['stage'][] = ['syncing', 'synced', 'active'];

/** Is `zxid` on the disks of a quorum, as far as the leader was told? Only what was acknowledged on live connections counts. */
export function acknowledgedByQuorum(leading: Leading, zxid: Zxid, env: Env): boolean {
  const holders = learnersIn(leading, ['synced', 'active']).filter(
    (server) => compareZxids((leading.learners[server] as LearnerState).acked, zxid) >= 0,
  );
  return env.isQuorum(compareZxids(leading.ackedBySelf, zxid) >= 0 ? [...holders, env.self] : holders);
}

/** The leader itself and everyone connected: does a quorum still stand behind it? */
export function quorumConnected(s: Local, env: Env): boolean {
  const connected = Object.keys(leadingOf(s).learners).map((key) => sid(Number(key)));
  return env.isQuorum([...withoutServer(connected, env.self), env.self]);
}
