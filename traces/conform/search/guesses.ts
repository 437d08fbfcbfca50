/** Messages that may have come although no trace tells of them: what a server in this state could be waiting for. */
import { learnerOf } from '#spec/actions/leader-state.js';
import type { Message, Notification } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Role } from '#spec/model/state.js';
import { nextZxid, zxid } from '#spec/model/zxid.js';
import type { Hypothesis } from './hypothesis.js';

const ROLES: readonly Role[] = ['looking', 'following', 'leading'];

export function guesses(h: Hypothesis, from: ServerId, mail: boolean): readonly Message[] {
  if (mail) return notifications(h, from);
  return h.local.role === 'leading' ? fromLearner(h, from) : fromLeader(h);
}

function fromLeader({ local, around }: Hypothesis): readonly Message[] {
  const { history, lastCommitted, acceptedEpoch } = local;
  const pending = history.next(lastCommitted);
  const next = [nextZxid(history.lastZxid, acceptedEpoch)];
  const proposals = next.flatMap((each) =>
    around.known.values(each).flatMap((value): Message[] => [
      { type: 'PROPOSAL', zxid: each, value },
      { type: 'INFORM', zxid: each, value },
    ]),
  );
  return [
    ...(pending === undefined ? [] : [{ type: 'COMMIT', zxid: pending.zxid } as const]),
    ...proposals,
    { type: 'PING', zxid: history.lastZxid },
    { type: 'SYNC' },
    { type: 'LEADERINFO', epoch: acceptedEpoch + 1 },
    { type: 'LEADERINFO', epoch: acceptedEpoch },
    { type: 'DIFF', zxid: history.lastZxid },
    { type: 'NEWLEADER', epoch: acceptedEpoch },
    { type: 'UPTODATE' },
  ];
}

function fromLearner({ local }: Hypothesis, from: ServerId): readonly Message[] {
  const { currentEpoch, acceptedEpoch, history } = local;
  const acked = learnerOf(local, from)?.acked;
  return [
    ...(acked === undefined ? [] : [{ type: 'ACK', zxid: nextZxid(acked, currentEpoch) } as const]),
    { type: 'PING', zxid: history.lastZxid },
    { type: 'SYNC' },
    { type: 'ACK', zxid: zxid(acceptedEpoch, 0) },
    { type: 'FOLLOWERINFO', acceptedEpoch },
    { type: 'FOLLOWERINFO', acceptedEpoch: Math.max(0, acceptedEpoch - 1) },
    { type: 'ACKEPOCH', lastZxid: history.lastZxid, currentEpoch },
  ];
}

/** From somebody who votes as this server does. */
function notifications({ local }: Hypothesis, from: ServerId): readonly Notification[] {
  const { round, vote } = local;
  return ROLES.filter((role) => (role === 'leading') === (vote.leader === from) || role === 'looking').map((role) => ({
    type: 'NOTIFICATION',
    role,
    round,
    vote,
  }));
}
