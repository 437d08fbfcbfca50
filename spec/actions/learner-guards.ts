/** Guards that the learner's sync actions share. */
import type { ServerId } from '../model/quorum.js';
import type { Local } from '../model/state.js';

/** The message came over the connection to the leader this server follows. */
export function fromMyLeader(s: Local, m: { readonly from: ServerId }): boolean {
  return s.connected && m.from === s.vote.leader;
}

/** The stream has begun, and this learner is in the middle of it. */
export function streamBegun(s: Local): boolean {
  return s.syncing !== null;
}

export function streamNotBegun(s: Local): boolean {
  return s.syncing === null;
}
