import { action } from '../../kit/action.js';
import { epochDecided } from '../leader-state.js';
import { admit } from './admit.js';

/** A voter connects while the epoch is open. With a quorum the epoch is chosen, made durable, then told: LEADERINFO. */
export const LeaderOnFollowerInfo = action({
  id: 'LeaderOnFollowerInfo',
  cites: "Leader.getEpochToPropose; DSN'11 step 1.2 (NEWEPOCH); Zab.tla LeaderProcessCEPOCH",
  on: 'FOLLOWERINFO',
  roles: ['leading'],
  phases: ['discovery'],
  when: {
    epochOpen: (s, _m, env) => !epochDecided(s, env),
  },
  then: (s, m, env) => admit(s, m.from, m.acceptedEpoch, env),
});
