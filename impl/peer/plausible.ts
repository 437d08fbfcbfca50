/**
 * Numbers of elections that another server may be at. Rounds and epochs grow by one an election; one that is far ahead is a lie, or broken, and
 * to follow it would leave no number for the next election. Epochs are on disk for ever, so that would be the end of the ensemble.
 */
import type { PacketMessage } from '#impl/wire/quorum-messages.js';

/** Nobody misses so many elections. */
const ELECTIONS_AHEAD_MAX = 1_000_000;

/** `theirs` as seen from `mine`: both rounds, or both epochs. */
export function isPlausible(theirs: number, mine: number): boolean {
  return theirs <= mine + ELECTIONS_AHEAD_MAX;
}

/** The epoch that a server which takes this message would be bound to, or would go beyond; null: none. */
export function epochToFollow(message: PacketMessage): number | null {
  if (message.type === 'LEADERINFO') return message.epoch;
  return message.type === 'FOLLOWERINFO' || message.type === 'OBSERVERINFO' ? message.acceptedEpoch : null;
}
