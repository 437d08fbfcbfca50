import { action } from '../../kit/action.js';
import { epochDecided } from '../leader-state.js';
import { admit } from './admit.js';

/** An observer connects while the epoch is open. It waits with the others; its epoch is heeded, its vote does not exist. */
export const LeaderOnObserverInfo = action({
  id: 'LeaderOnObserverInfo',
  cites: 'Leader.getEpochToPropose, !isParticipant(sid)',
  on: 'OBSERVERINFO',
  roles: ['leading'],
  phases: ['discovery'],
  when: {
    epochOpen: (s, _m, env) => !epochDecided(s, env),
  },
  then: (s, m, env) => admit(s, m.from, m.acceptedEpoch, env),
});
