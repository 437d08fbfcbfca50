import type { Received } from '../../model/messages.js';
import type { Local } from '../../model/state.js';
import { compareZxids } from '../../model/zxid.js';

/** Is the follower ahead of its leader: in the epoch it joined, or in its log at the same epoch (`StateSummary`)? */
export function moreRecent(s: Local, m: Received<'ACKEPOCH'>): boolean {
  return m.currentEpoch !== -1 && (m.currentEpoch - s.currentEpoch || compareZxids(m.lastZxid, s.history.lastZxid)) > 0;
}
