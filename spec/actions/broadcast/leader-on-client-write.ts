import { action } from '../../kit/action.js';
import { counterLeft, propose } from './propose.js';

/** A client of the leader writes. */
export const LeaderOnClientWrite = action({
  id: 'LeaderOnClientWrite',
  cites: "Leader.propose; DSN'11 step 3.1; Zab.tla LeaderProcessRequest, LeaderBroadcastPROPOSE",
  on: 'ClientWrite',
  roles: ['leading'],
  phases: ['broadcast'],
  when: {
    counterLeft: (s, _input, env) => counterLeft(s, env),
  },
  then: (s, input, env) => propose(s, input.value, env),
});
