/**
 * The 64 bits called `ephemeralOwner` (`EphemeralType`): whose a node is, or that it is a container, or how long it lives.
 *
 *     0                        persistent
 *     0x8000000000000000       container
 *     0xff0000 + 40 bits       lives that many milliseconds unchanged (only where extended types are on)
 *     else                     the session that owns the ephemeral node
 *
 * Session ids and owners are bigints, signed as Java's longs and `getBigInt64` have them: a 64-bit id does not fit a number,
 * a bigint is a map key by value, and nearly every node holds the one constant `0n`.
 */
export type SessionId = bigint;

export type OwnerKind = 'persistent' | 'ephemeral' | 'container' | 'ttl';

export const NO_OWNER = 0n;
export const CONTAINER_OWNER = -(2n ** 63n);
const TTL_PREFIX = -(2n ** 56n);

/** About 34 years. */
export const TTL_MAX_MS = 2 ** 40 - 1;

export function isValidTtl(ttlMs: number): boolean {
  return ttlMs >= 1 && ttlMs <= TTL_MAX_MS;
}

export function ttlOwner(ttlMs: number): bigint {
  return TTL_PREFIX + BigInt(ttlMs);
}

/** The life time of a node of kind `ttl`. */
export function ttlOf(owner: bigint): number {
  return Number(owner - TTL_PREFIX);
}

export function ownerKind(owner: bigint, extendedTypes: boolean): OwnerKind {
  if (owner === NO_OWNER) return 'persistent';
  if (owner > 0n) return 'ephemeral';
  if (owner === CONTAINER_OWNER) return 'container';
  return extendedTypes && owner >= TTL_PREFIX && owner - TTL_PREFIX <= BigInt(TTL_MAX_MS) ? 'ttl' : 'ephemeral';
}
