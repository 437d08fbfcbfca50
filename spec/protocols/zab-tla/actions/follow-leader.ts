import type { Rule } from '../../../kit/system.js';
import { isLooking } from '../gates.js';
import type { Model } from '../model.js';
import { ruleOf } from '../rule.js';
import { FOLLOW } from '../server.js';

/** A server that is looking goes by the oracle: it leads if it is the oracle's choice, and follows otherwise. */
export function followLeader(model: Model): readonly Rule[] {
  return model.servers.map((i) =>
    ruleOf({
      id: 'FollowLeader',
      args: [i],
      gate: isLooking(model, i),
      reads: { self: model.server(i, 'state'), oracle: model.oracle() },
      guards: {
        isLooking: ({ self }) => self.state === 'LOOKING',
        oracleIsSet: ({ oracle }) => oracle !== null,
      },
      then: ({ oracle }) =>
        oracle === i
          ? {
              updates: [{ slot: model.placeOfServer(i), apply: 'switchToLeader', operand: i }],
              lanes: [model.local(i, 'leads again')],
            }
          : { updates: [model.patch(i, FOLLOW)], lanes: [model.local(i, 'follows')] },
    }),
  );
}
