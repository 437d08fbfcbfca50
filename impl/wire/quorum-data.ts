/** What packets of the quorum port carry in `data`, by packet type (`Learner`, `LearnerHandler`, `Leader`). */
import { atEnd, bool, int, long, record, rest, untilEnd, zxidLong } from './jute.js';
import type { ValueOf } from './jute.js';

/** The one protocol version since 3.4: in LearnerInfo and in LEADERINFO. */
export const QUORUM_PROTOCOL_VERSION = 0x10000;

/** FOLLOWERINFO, OBSERVERINFO. Apache reads 8, 12 or 20 bytes: the later fields may be missing. */
export const learnerInfo = record({ serverId: long, protocolVersion: atEnd(int), configVersion: atEnd(zxidLong) });
export type LearnerInfo = ValueOf<typeof learnerInfo>;

/** LEADERINFO. */
export const leaderInfo = record({ protocolVersion: int });

/** ACKEPOCH; -1: not to be counted, this epoch was promised before. */
export const ackEpochData = record({ currentEpoch: int });

/** REQUEST: a client's request as it came, with whose it is. Identities are in the packet's `authinfo`. */
export const requestData = record({ sessionId: long, cxid: int, type: int, body: rest });

/** A learner's PING: sessions heard of since the last one. The leader's has no data. */
export const pingData = untilEnd(record({ sessionId: long, timeOut: int }));
export type SessionTouch = ValueOf<typeof pingData>[number];

/** REVALIDATE, from a learner and as answered. */
export const revalidateRequest = record({ sessionId: long, timeOut: int });
export const revalidateResponse = record({ sessionId: long, valid: bool });

/** COMMITANDACTIVATE. */
export const activateData = record({ designatedLeader: long });

/** INFORMANDACTIVATE. */
export const informAndActivateData = record({ designatedLeader: long, txn: rest });
