import { action } from '../../kit/action.js';

/** A client of a follower or observer writes: the leader is asked to. */
export const LearnerForwardsWrite = action({
  id: 'LearnerForwardsWrite',
  cites: 'FollowerRequestProcessor, ObserverRequestProcessor; Learner.request',
  on: 'ClientWrite',
  roles: ['following', 'observing'],
  phases: ['broadcast'],
  when: {
    connected: (s) => s.connected,
  },
  then: (s, input) => ({
    // A request promises nothing.
    send: [{ to: s.vote.leader, message: { type: 'REQUEST', value: input.value }, after: 'now' }],
  }),
});
