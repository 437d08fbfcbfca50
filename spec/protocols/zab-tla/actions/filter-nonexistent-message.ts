import type { Rule, View } from '../../../kit/system.js';
import type { ServerId } from '../../../model/quorum.js';
import type { Channel } from '../channel.js';
import { isLeaderBound } from '../messages.js';
import type { Message } from '../messages.js';
import type { Model } from '../model.js';
import { ruleOf } from '../rule.js';
import type { Server } from '../server.js';
import { showMessage } from '../show.js';

type Membership = Pick<Server, 'state' | 'learners' | 'connectInfo'>;

const isNotEmpty: View = { name: 'is not empty', of: (channel: Channel) => channel.length > 0 };

/**
 * Takes a message that no other action would ever take: it came from a stranger, or goes the wrong way. It must never happen.
 * Zab.tla gives this action the receiver alone; the sender is told here too, since steps of one action need different names.
 */
export function filterNonexistentMessage(model: Model): readonly Rule[] {
  return model.pairs.map(([i, j]) =>
    ruleOf<{ self: Membership; head: Message | null }>({
      id: 'FilterNonexistentMessage',
      args: [i, j],
      gate: { slot: model.placeOfChannel(j, i), view: isNotEmpty },
      reads: { self: model.server(i, 'state', 'learners', 'connectInfo'), head: model.head(j, i) },
      guards: {
        hasMessage: ({ head }) => head !== null,
        isIllegal: ({ self, head }) => head !== null && isIllegal(self, head, j),
      },
      then: ({ self, head }) => {
        const message = head as Message;
        const detail = `server ${i} is ${self.state} and gets ${showMessage(message)} from ${j}`;
        return {
          updates: [model.discard(j, i)],
          lanes: [model.received(j, i, message)],
          violations: [{ property: 'MessageIllegal', detail }],
        };
      },
    }),
  );
}

function isIllegal({ state, learners, connectInfo }: Membership, message: Message, sender: ServerId): boolean {
  switch (state) {
    case 'LOOKING':
      return true;
    case 'LEADING':
      return !isLeaderBound(message) || !learners.includes(sender);
    case 'FOLLOWING':
      return isLeaderBound(message) || connectInfo !== sender;
  }
}
