import { action } from '../../kit/action.js';
import { follows } from '../../model/zxid.js';
import { fromMyLeader } from '../learner-guards.js';

/** A proposal: log it, and acknowledge it once it is on disk, with everything before it. */
export const FollowerOnProposal = action({
  id: 'FollowerOnProposal',
  cites: "Follower.processPacket, PROPOSAL; SendAckRequestProcessor; DSN'11 step 3.2; Zab.tla FollowerProcessPROPOSE",
  on: 'PROPOSAL',
  roles: ['following'],
  phases: ['broadcast'],
  when: {
    fromMyLeader,
    isNext: (s, m) => follows(s.history.lastZxid, m.zxid),
  },
  then: (s, m) => ({
    write: [{ history: s.history.append({ zxid: m.zxid, value: m.value }) }],
    send: [{ to: m.from, message: { type: 'ACK', zxid: m.zxid }, after: 'synced' }],
  }),
});
