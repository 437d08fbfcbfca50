import type { Rule, Update, View } from '../../../kit/system.js';
import type { ServerId } from '../../../model/quorum.js';
import type { Model } from '../model.js';
import type { Recorder } from '../recorder.js';
import { ruleOf } from '../rule.js';
import { FORGET, SHUT_DOWN } from '../server.js';
import type { Server } from '../server.js';
import { cleanInputBuffers, loseLearner, shutDownLeader } from '../shutdown.js';

type Membership = Pick<Server, 'state' | 'connectInfo' | 'learners'>;

/** A server crashes and is back at once: what it delivered is forgotten, its epochs and history are not. */
export function restart(model: Model): readonly Rule[] {
  const { maxTimeouts, maxRestarts } = model.options;
  const mayRestart: View = {
    name: 'may restart',
    of: ({ nTimeout, nRestart }: Recorder) => nTimeout < maxTimeouts && nRestart < maxRestarts,
  };
  return model.servers.map((i) =>
    ruleOf<Record<ServerId, Membership>>({
      id: 'Restart',
      args: [i],
      gate: { slot: model.place('recorder'), view: mayRestart },
      bounds: { checkTimeout: model.below('nTimeout', maxTimeouts), checkRestart: model.below('nRestart', maxRestarts) },
      reads: Object.fromEntries(model.servers.map((k) => [k, model.server(k, 'state', 'connectInfo', 'learners')])),
      guards: {},
      then: (servers) => ({
        updates: [...disconnect(model, i, servers), model.patch(i, FORGET), model.record('restart')],
        lanes: [model.local(i, 'restarts')],
      }),
    }),
  );
}

/** What its restart does to the connections of a server. One that is looking has none. */
function disconnect(model: Model, i: ServerId, servers: Readonly<Record<ServerId, Membership>>): readonly Update[] {
  const { state, connectInfo, learners } = servers[i] as Membership;
  switch (state) {
    case 'LOOKING':
      return [];
    case 'LEADING':
      return shutDownLeader(model, i, learners);
    case 'FOLLOWING':
      if (connectInfo === null) return [model.patch(i, SHUT_DOWN), ...cleanInputBuffers(model, [i])];
      return loseLearner(model, connectInfo, (servers[connectInfo] as Membership).learners, i);
  }
}
