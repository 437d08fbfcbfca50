/** How connections end: Zab.tla sees a failure everywhere at once, and cleans up after it in the same step. */
import type { Update } from '../../kit/system.js';
import { withoutServer } from '../../model/quorum.js';
import type { ServerId } from '../../model/quorum.js';
import type { Model } from './model.js';
import { SHUT_DOWN } from './server.js';

/** `RemoveLearner`, `FollowerShutdown` and `Clean`: a leader and one of its learners part, and the leader goes on. */
export function part(model: Model, leader: ServerId, follower: ServerId): readonly Update[] {
  return [
    { slot: model.placeOfServer(leader), apply: 'removeLearner', operand: follower },
    model.patch(follower, SHUT_DOWN),
    model.clear(leader, follower),
    model.clear(follower, leader),
  ];
}

/** `LeaderShutdown`: every learner, the leader among them, looks for a new leader. What it had received it keeps. */
export function shutDownLeader(model: Model, leader: ServerId, learners: readonly ServerId[]): readonly Update[] {
  return [
    ...learners.map((learner) => model.patch(learner, SHUT_DOWN)),
    ...cleanInputBuffers(model, learners),
    model.patch(leader, { learners: [] }),
  ];
}

/** `CleanInputBuffer`: what others sent to these servers is gone; what they sent themselves is not. */
export function cleanInputBuffers(model: Model, servers: readonly ServerId[]): readonly Update[] {
  return servers.flatMap((to) => withoutServer(model.servers, to).map((from) => model.clear(from, to)));
}

/** A leader loses a learner: it goes on with a quorum and shuts down without one. */
export function loseLearner(model: Model, leader: ServerId, learners: readonly ServerId[], lost: ServerId): readonly Update[] {
  return model.isQuorum(withoutServer(learners, lost)) ? part(model, leader, lost) : shutDownLeader(model, leader, learners);
}
