/** What a run must have seen, or its pass says little. */
import type { Sometimes, View } from '../../../kit/system.js';
import type { Model } from '../model.js';
import type { Server } from '../server.js';

const leadsInBroadcast: View = {
  name: 'leads in broadcast',
  of: ({ state, zabState }: Server) => state === 'LEADING' && zabState === 'BROADCAST',
};

const followerDelivered: View = {
  name: 'follower delivered',
  of: ({ state, lastCommitted }: Server) => state === 'FOLLOWING' && lastCommitted.index > 0,
};

function onSomeServer(model: Model, id: string, view: View): Sometimes {
  const reads = model.servers.map((i) => ({ slot: model.placeOfServer(i), view }));
  return { id, args: '', reads, holds: (values: readonly boolean[]) => values.some((value) => value) };
}

export function sometimes(model: Model): readonly Sometimes[] {
  return [
    onSomeServer(model, 'LeaderReachesBroadcast', leadsInBroadcast),
    onSomeServer(model, 'FollowerDelivers', followerDelivered),
  ];
}
