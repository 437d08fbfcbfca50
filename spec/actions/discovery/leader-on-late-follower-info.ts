import { action } from '../../kit/action.js';
import { epochDecided } from '../leader-state.js';
import { admitLate } from './admit.js';

/** A voter connects after the epoch was decided: it is told at once, and not counted again. */
export const LeaderOnLateFollowerInfo = action({
  id: 'LeaderOnLateFollowerInfo',
  cites: 'Leader.getEpochToPropose, !waitingForNewEpoch',
  on: 'FOLLOWERINFO',
  roles: ['leading'],
  when: {
    epochDecided: (s, _m, env) => epochDecided(s, env),
  },
  then: (s, m, env) => admitLate(s, m.from, env),
});
