/**
 * Histories as Zab.tla has them: sequences of transactions that carry who acknowledged them.
 *
 * They are part of a state's identity with their `ackSid`, whoever holds them, so they are plain lists here and not the `Log` of the model.
 */
import { withServer } from '../../model/quorum.js';
import type { ServerId } from '../../model/quorum.js';
import { compareZxids, sameZxid, ZERO } from '../../model/zxid.js';
import type { Zxid } from '../../model/zxid.js';

export interface Txn {
  readonly zxid: Zxid;
  readonly value: number;
  /** Servers known to hold it. Meaningful at the leader that proposed it, yet copied with the history. */
  readonly ackSid: readonly ServerId[];
  /** Epoch of whoever appended it. */
  readonly epoch: number;
}

export type History = readonly Txn[];

/** Zab.tla `LastZxidOfHistory`. */
export function lastZxid(history: History): Zxid {
  return history.at(-1)?.zxid ?? ZERO;
}

/**
 * Zab.tla `ZxidToIndex`: where a zxid stands, from 1; 0 for the zxid that means none, one past the end where it is absent,
 * -1 where it appears twice.
 */
export function indexOfZxid(history: History, zxid: Zxid): number {
  if (sameZxid(zxid, ZERO)) return 0;
  const places = history.flatMap((txn, place) => (sameZxid(txn.zxid, zxid) ? [place + 1] : []));
  const [first] = places;
  if (first === undefined) return history.length + 1;
  return places.length === 1 ? first : -1;
}

/** Zab.tla `InitAcksid`: a leader starts an epoch as the only one known to hold its initial history. */
export function ackedOnlyBy(history: History, server: ServerId): History {
  return history.map((txn) => ({ ...txn, ackSid: [server] }));
}

/** Zab.tla `UpdateAcksid`: an ACKLD acknowledges everything before the first entry beyond its zxid. */
export function ackedUpTo(history: History, server: ServerId, end: Zxid): History {
  const beyond = history.findIndex((txn) => compareZxids(txn.zxid, end) > 0);
  const count = beyond < 0 ? history.length : beyond;
  return history.map((txn, place) => (place < count ? ackedBy(txn, server) : txn));
}

export function ackedBy(txn: Txn, server: ServerId): Txn {
  return { ...txn, ackSid: withServer(txn.ackSid, server) };
}

/** Zab.tla `LastAckIndexFromFollower`: the last entry a server acknowledged, from 1; -1 for none. */
export function lastAckedBy(history: History, server: ServerId): number {
  return history.reduce((last, txn, place) => (txn.ackSid.includes(server) ? place + 1 : last), -1);
}
