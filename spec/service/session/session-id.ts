/** Ids and passwords of sessions, as Java's servers make them: a session may move between ours and theirs. */
import { CONTAINER_OWNER } from '../tree/owner.js';
import type { SessionId } from '../tree/owner.js';

/**
 * Where a server starts counting (`SessionTrackerImpl.initializeNextSessionId`): its id in the first byte, five bytes of a
 * monotonic clock, two of zeros. Each further session takes the next number.
 */
export function firstSessionId(serverId: number, elapsedMs: number): SessionId {
  const time = BigInt.asUintN(64, BigInt(elapsedMs) << 24n) >> 8n;
  return skipContainer(BigInt.asIntN(64, time | (BigInt(serverId) << 56n)));
}

export function nextSessionId(id: SessionId): SessionId {
  return skipContainer(BigInt.asIntN(64, id + 1n));
}

/** An owner of that value would be a container. */
function skipContainer(id: SessionId): SessionId {
  return id === CONTAINER_OWNER ? id + 1n : id;
}

const MASK_48 = (1n << 48n) - 1n;
const MULTIPLIER = 0x5deece66dn;
const SALT = 0xb3415c00n;

/** `new java.util.Random(id ^ 0xB3415C00).nextBytes(16)`: no secret, but every server must agree. */
export function sessionPassword(id: SessionId): Uint8Array {
  const password = new Uint8Array(16);
  let state = (BigInt.asUintN(64, id ^ SALT) ^ MULTIPLIER) & MASK_48;
  for (let at = 0; at < 16; at += 4) {
    state = (state * MULTIPLIER + 0xbn) & MASK_48;
    const int = Number(state >> 16n);
    for (let byte = 0; byte < 4; byte++) password[at + byte] = (int >>> (8 * byte)) & 0xff;
  }
  return password;
}

/** Session 0 is no session, whatever its password. */
export function isPasswordOf(id: SessionId, password: Uint8Array): boolean {
  if (id === 0n || password.length !== 16) return false;
  return sessionPassword(id).every((byte, index) => byte === password[index]);
}

export function negotiatedTimeout(askedMs: number, minMs: number, maxMs: number): number {
  return Math.min(Math.max(askedMs, minMs), maxMs);
}
