import { action } from '../../kit/action.js';
import { compareZxids } from '../../model/zxid.js';

/** A snapshot of everything delivered is on disk; a restart begins there, and a leader's DIFF window too. */
export const ServerNotesSnapshot = action({
  id: 'ServerNotesSnapshot',
  cites: 'SyncRequestProcessor, takeSnapshot; ZKDatabase.getminCommittedLog',
  on: 'SnapshotTaken',
  roles: ['following', 'leading', 'observing'],
  phases: ['broadcast'],
  when: {
    coversMore: (s) => compareZxids(s.lastCommitted, s.snapshotZxid) > 0,
  },
  then: (s) => ({ write: [{ snapshotZxid: s.lastCommitted }] }),
});
