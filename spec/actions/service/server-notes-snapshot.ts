import { action } from '../../kit/action.js';
import { compareZxids } from '../../model/zxid.js';

/** A snapshot of what was delivered is on disk; a restart begins there, and a leader's DIFF window too. */
export const ServerNotesSnapshot = action({
  id: 'ServerNotesSnapshot',
  cites: 'SyncRequestProcessor, takeSnapshot; ZKDatabase.getminCommittedLog',
  on: 'SnapshotTaken',
  roles: ['following', 'leading', 'observing'],
  phases: ['broadcast'],
  when: {
    coversMore: (s, input) => compareZxids(input.zxid, s.snapshotZxid) > 0,
    delivered: (s, input) => compareZxids(input.zxid, s.lastCommitted) <= 0,
  },
  then: (_s, input) => ({ write: [{ snapshotZxid: input.zxid }] }),
});
