import type { Rule } from '../../../kit/system.js';
import type { ServerId } from '../../../model/quorum.js';
import { serves } from '../gates.js';
import type { Model, Reading } from '../model.js';
import type { Recorder } from '../recorder.js';
import { ruleOf } from '../rule.js';
import type { Server } from '../server.js';

interface Seen {
  readonly self: Pick<Server, 'state' | 'zabState'>;
  readonly value: number;
  /** Lengths of histories: the bound on transactions looks at the longest. */
  readonly [length: `length ${number}`]: number;
}

/** A leader logs a client's request. It proposes it in a step of its own. */
export function leaderProcessRequest(model: Model): readonly Rule[] {
  const lengths = Object.fromEntries(model.servers.map((k) => [`length ${k}`, historyLength(model, k)]));
  return model.servers.map((i) =>
    ruleOf<Seen>({
      id: 'LeaderProcessRequest',
      args: [i],
      gate: serves(model, i),
      bounds: { checkTransactionNum: model.below('nTransaction', model.options.maxTxns) },
      reads: { ...lengths, self: model.server(i, 'state', 'zabState'), value: requestCount(model) },
      guards: {
        isLeader: ({ self }) => self.state === 'LEADING',
        isInBroadcast: ({ self }) => self.zabState === 'BROADCAST',
      },
      then: ({ value, ...seen }) => {
        const longest = Math.max(...model.servers.map((k) => (seen[`length ${k}`] ?? 0) + (k === i ? 1 : 0)));
        return {
          updates: [
            { slot: model.placeOfServer(i), apply: 'request', operand: { self: i, value } },
            model.record('request', longest),
          ],
          lanes: [model.local(i, `takes request ${value}`)],
        };
      },
    }),
  );
}

function historyLength(model: Model, i: ServerId): Reading<number> {
  return { slot: model.placeOfServer(i), view: { name: 'history length', of: ({ history }: Server) => history.length } };
}

/** How many requests there were before: a value that no other transaction has. */
function requestCount(model: Model): Reading<number> {
  return {
    slot: model.place('recorder'),
    view: { name: 'nClientRequest', of: ({ nClientRequest }: Recorder) => nClientRequest },
  };
}
