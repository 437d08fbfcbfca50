import { action } from '../../kit/action.js';
import { epochDecided } from '../leader-state.js';
import { admitLate } from './admit.js';

/** An observer connects to a leader whose epoch is decided: it is told which. */
export const LeaderOnLateObserverInfo = action({
  id: 'LeaderOnLateObserverInfo',
  cites: 'Leader.getEpochToPropose, !waitingForNewEpoch',
  on: 'OBSERVERINFO',
  roles: ['leading'],
  when: {
    epochDecided: (s, _m, env) => epochDecided(s, env),
  },
  then: (s, m, env) => admitLate(s, m.from, env),
});
