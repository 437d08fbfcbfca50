import type { Rule } from '../../../kit/system.js';
import { withServer } from '../../../model/quorum.js';
import { followsNobody } from '../gates.js';
import type { Message } from '../messages.js';
import type { Model } from '../model.js';
import { ruleOf } from '../rule.js';

/** Follower `j` connects to leader `i`, which knows of it at once, and tells which epoch it promised last (DSN'11 step 1.1). */
export function connectAndFollowerSendCEPOCH(model: Model): readonly Rule[] {
  return model.pairs.map(([i, j]) =>
    ruleOf({
      id: 'ConnectAndFollowerSendCEPOCH',
      args: [i, j],
      gate: followsNobody(model, j),
      reads: {
        leader: model.server(i, 'state', 'learners'),
        follower: model.server(j, 'state', 'connectInfo', 'acceptedEpoch'),
        oracle: model.oracle(),
      },
      guards: {
        isLeader: ({ leader }) => leader.state === 'LEADING',
        isNotMyLearner: ({ leader }) => !leader.learners.includes(j),
        isFollower: ({ follower }) => follower.state === 'FOLLOWING',
        hasNoLeader: ({ follower }) => follower.connectInfo === null,
        isOracle: ({ oracle }) => oracle === i,
      },
      then: ({ leader, follower }) => {
        const message: Message = { type: 'CEPOCH', epoch: follower.acceptedEpoch };
        return {
          updates: [
            model.patch(i, { learners: withServer(leader.learners, j) }),
            model.patch(j, { connectInfo: i }),
            model.send(j, i, message),
          ],
          lanes: [model.sent(j, i, message)],
        };
      },
    }),
  );
}
