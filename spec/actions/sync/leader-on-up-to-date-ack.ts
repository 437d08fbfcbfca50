import { action } from '../../kit/action.js';
import { isEpochMark } from '../../model/zxid.js';
import { learnerOf } from '../leader-state.js';

/** The ACK of UPTODATE looks like one of NEWLEADER and means nothing more: ignored (ZK-3023 is what comes of reading more into it). */
export const LeaderOnUpToDateAck = action({
  id: 'LeaderOnUpToDateAck',
  cites: 'Leader.processAck, (zxid & 0xffffffff) == 0',
  on: 'ACK',
  roles: ['leading'],
  phases: ['broadcast'],
  when: {
    ofUpToDate: (_s, m) => isEpochMark(m.zxid),
    thisEpoch: (s, m) => m.zxid.epoch === s.acceptedEpoch,
    wasTold: (s, m) => learnerOf(s, m.from)?.stage === 'active',
  },
  then: () => ({}),
});
