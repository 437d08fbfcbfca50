/** Notifications of the election port as the specification's, and back. */
import assert from 'node:assert/strict';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Notification } from '#spec/model/messages.js';
import type { Vote } from '#spec/model/state.js';
import { ZERO, zxid } from '#spec/model/zxid.js';
import type { PeerNotification } from './election.js';
import { fail } from './errors.js';
import type { Decoded } from './errors.js';

/**
 * What an observer votes for while it looks: nobody. `Long.MIN_VALUE` three times in Apache's messages (`FastLeaderElection
 * .getInitId`), the epoch -1 in the specification.
 */
const NOBODY = -0x8000_0000_0000_0000n;
const NOBODYS_ZXID = zxid(0x8000_0000, 0);
const NOBODYS_EPOCH = -1;

const EPOCH_LIMIT = 0x8000_0000;

/** Offsets of a notification's fields, for errors. */
const LEADER_AT = 4;
const ZXID_AT = 12;
const ROUND_AT = 20;
const EPOCH_AT = 28;

function isCount(value: bigint): boolean {
  return value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

/** An error: to be dropped. Apache drops zxid -1 too, the vote of a server that has no data and must not vote for itself. */
export function toSpecNotification(from: ServerId, notification: PeerNotification): Decoded<Notification> {
  const { state, leader, electionEpoch, peerEpoch } = notification;
  if (!isCount(electionEpoch)) return fail('ZAB-W007', ROUND_AT, `election epoch ${String(electionEpoch)}`);
  const round = Number(electionEpoch);
  if (leader === NOBODY) {
    return {
      ok: true,
      value: { type: 'NOTIFICATION', role: state, round, vote: { leader: from, zxid: ZERO, epoch: NOBODYS_EPOCH } },
    };
  }
  if (!isCount(leader)) return fail('ZAB-W007', LEADER_AT, `leader ${String(leader)}`);
  if (notification.zxid.epoch >= EPOCH_LIMIT) return fail('ZAB-W007', ZXID_AT, 'a negative zxid');
  if (peerEpoch < 0n || peerEpoch >= BigInt(EPOCH_LIMIT)) return fail('ZAB-W007', EPOCH_AT, `peer epoch ${String(peerEpoch)}`);
  const vote: Vote = { leader: sid(Number(leader)), zxid: notification.zxid, epoch: Number(peerEpoch) };
  return { ok: true, value: { type: 'NOTIFICATION', role: state, round, vote } };
}

/** `config`: this server's configuration, as text. */
export function fromSpecNotification({ role, round, vote }: Notification, config: string): Omit<PeerNotification, 'version'> {
  assert(role !== 'down', 'a server that is down sends nothing');
  const nobody = vote.epoch === NOBODYS_EPOCH;
  return {
    state: role,
    leader: nobody ? NOBODY : BigInt(vote.leader),
    zxid: nobody ? NOBODYS_ZXID : vote.zxid,
    electionEpoch: BigInt(round),
    peerEpoch: nobody ? NOBODY : BigInt(vote.epoch),
    config,
  };
}
