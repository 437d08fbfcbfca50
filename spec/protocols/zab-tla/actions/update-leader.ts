import type { Rule } from '../../../kit/system.js';
import { isLooking } from '../gates.js';
import type { Model } from '../model.js';
import { ruleOf } from '../rule.js';

/** The oracle settles on a server that is looking, whatever its history: it leads at once, without asking anyone. */
export function updateLeader(model: Model): readonly Rule[] {
  return model.servers.map((i) =>
    ruleOf({
      id: 'UpdateLeader',
      args: [i],
      gate: isLooking(model, i),
      reads: { self: model.server(i, 'state'), oracle: model.oracle() },
      guards: {
        isLooking: ({ self }) => self.state === 'LOOKING',
        isNotOracle: ({ oracle }) => oracle !== i,
      },
      then: () => ({
        updates: [
          { slot: model.place('leaderOracle'), set: i },
          { slot: model.placeOfServer(i), apply: 'switchToLeader', operand: i },
        ],
        lanes: [model.local(i, 'leads')],
      }),
    }),
  );
}
