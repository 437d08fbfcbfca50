import type { Rule } from '../../../kit/system.js';
import { leads } from '../gates.js';
import type { Model } from '../model.js';
import { ruleOf } from '../rule.js';
import { loseLearner } from '../shutdown.js';

/** A leader and one of its followers lose each other. */
export function timeout(model: Model): readonly Rule[] {
  return model.pairs.map(([i, j]) =>
    ruleOf({
      id: 'Timeout',
      args: [i, j],
      gate: leads(model, i, j),
      bounds: { checkTimeout: model.below('nTimeout', model.options.maxTimeouts) },
      reads: { leader: model.server(i, 'state', 'learners'), follower: model.server(j, 'state', 'connectInfo') },
      guards: {
        isLeader: ({ leader }) => leader.state === 'LEADING',
        isMyLearner: ({ leader }) => leader.learners.includes(j),
        isFollower: ({ follower }) => follower.state === 'FOLLOWING',
        isMyLeader: ({ follower }) => follower.connectInfo === i,
      },
      then: ({ leader }) => ({
        updates: [...loseLearner(model, i, leader.learners, j), model.record('timeout')],
        lanes: [model.local(i, `loses ${j}`), model.local(j, `loses ${i}`)],
      }),
    }),
  );
}
