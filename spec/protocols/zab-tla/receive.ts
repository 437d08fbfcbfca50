/**
 * Server `i` takes the message at the head of its channel from `j`: as a leader from a learner, or as a follower from its leader.
 *
 * An action names the fields of its server that it reads, and reads no other server: that makes its answers worth remembering.
 */
import type { Rule, Update, View, Violation } from '../../kit/system.js';
import type { ServerId } from '../../model/quorum.js';
import type { Channel } from './channel.js';
import type { Message, MessageOf, MessageType } from './messages.js';
import type { Model, Reading } from './model.js';
import { ruleOf } from './rule.js';
import type { Effect } from './rule.js';
import type { Server, ServerPatch } from './server.js';

/** What a server does about a message, beyond taking it from its channel. */
export interface Reaction {
  readonly patch?: ServerPatch;
  readonly send?: { readonly message: Message; readonly to: readonly ServerId[] };
  readonly updates?: readonly Update[];
  readonly violation?: Violation | undefined;
}

/** `Own`: fields that all actions of the role read, to know who the server is to the sender. */
interface Receipt<T extends MessageType, Own extends keyof Server, K extends keyof Server> {
  readonly id: string;
  readonly type: T;
  readonly fields: readonly K[];
  readonly bounds?: Readonly<Record<string, Reading<boolean>>>;
  readonly then: (self: Pick<Server, Own | K>, message: MessageOf<T>, i: ServerId, j: ServerId) => Reaction;
}

type LeaderOwn = 'state' | 'learners';
type FollowerOwn = 'state' | 'connectInfo';

export function leaderReceives<T extends MessageType, K extends keyof Server>(
  model: Model,
  receipt: Receipt<T, LeaderOwn, K>,
): readonly Rule[] {
  const { id, type, bounds = {} } = receipt;
  return model.pairs.map(([i, j]) => {
    type Self = Pick<Server, LeaderOwn | K>;
    return ruleOf<{ self: Self; head: Message | null }>({
      id,
      args: [i, j],
      gate: headIs(model, type, i, j),
      bounds,
      reads: { self: model.server<LeaderOwn | K>(i, 'state', 'learners', ...receipt.fields), head: model.head(j, i) },
      guards: {
        isLeader: ({ self: { state } }: { self: Self }) => state === 'LEADING',
        [`pending${type}`]: ({ head }) => head?.type === type,
        isMyLearner: ({ self: { learners } }: { self: Self }) => learners.includes(j),
      },
      then: ({ self, head }) => effectOf(model, i, j, head as Message, receipt.then(self, head as MessageOf<T>, i, j)),
    });
  });
}

export function followerReceives<T extends MessageType, K extends keyof Server>(
  model: Model,
  receipt: Receipt<T, FollowerOwn, K>,
): readonly Rule[] {
  const { id, type, bounds = {} } = receipt;
  return model.pairs.map(([i, j]) => {
    type Self = Pick<Server, FollowerOwn | K>;
    return ruleOf<{ self: Self; head: Message | null }>({
      id,
      args: [i, j],
      gate: headIs(model, type, i, j),
      bounds,
      reads: { self: model.server<FollowerOwn | K>(i, 'state', 'connectInfo', ...receipt.fields), head: model.head(j, i) },
      guards: {
        isFollower: ({ self: { state } }: { self: Self }) => state === 'FOLLOWING',
        [`pending${type}`]: ({ head }) => head?.type === type,
        isMyLeader: ({ self: { connectInfo } }: { self: Self }) => connectInfo === j,
      },
      then: ({ self, head }) => effectOf(model, i, j, head as Message, receipt.then(self, head as MessageOf<T>, i, j)),
    });
  });
}

function headIs(model: Model, type: MessageType, i: ServerId, j: ServerId): Rule['gate'] {
  const view: View = { name: `head is ${type}`, of: (channel: Channel) => channel[0]?.type === type };
  return { slot: model.placeOfChannel(j, i), view };
}

function effectOf(
  model: Model,
  i: ServerId,
  j: ServerId,
  received: Message,
  { patch, send, updates = [], violation }: Reaction,
): Effect {
  const sent = send?.to.map((to) => ({ to, message: send.message })) ?? [];
  return {
    updates: [
      model.discard(j, i),
      ...(patch === undefined ? [] : [model.patch(i, patch)]),
      ...sent.map(({ to, message }) => model.send(i, to, message)),
      ...updates,
    ],
    lanes: [model.received(j, i, received), ...sent.map(({ to, message }) => model.sent(i, to, message))],
    ...(violation === undefined ? {} : { violations: [violation] }),
  };
}
