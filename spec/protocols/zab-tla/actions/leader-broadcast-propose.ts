import type { Rule, View } from '../../../kit/system.js';
import type { ServerId } from '../../../model/quorum.js';
import { serves } from '../gates.js';
import type { Txn } from '../history.js';
import { lastZxid } from '../history.js';
import type { Message } from '../messages.js';
import type { Model } from '../model.js';
import { ruleOf } from '../rule.js';
import { reachable } from '../server.js';
import type { Server } from '../server.js';

/** What a leader would propose next, and to whom. */
interface Offer {
  readonly state: Server['state'];
  readonly zabState: Server['zabState'];
  readonly epoch: number;
  readonly sendCounter: number;
  /** Null when everything of this epoch was sent. */
  readonly txn: Pick<Txn, 'zxid' | 'value'> | null;
  readonly to: readonly ServerId[];
}

/**
 * A leader proposes the next transaction of its epoch to everyone it sent NEWLEADER, not only to those who acknowledged that: they would lose it for
 * good (`issues.md` 1). So one whose NEWLEADER already held it gets it twice (`issues.md` 2).
 */
export function leaderBroadcastPROPOSE(model: Model): readonly Rule[] {
  return model.servers.map((i) => {
    const offer: View = { name: `offer of ${i}`, of: (server: Server) => offerOf(server, i) };
    return ruleOf<{ offer: Offer }>({
      id: 'LeaderBroadcastPROPOSE',
      args: [i],
      gate: serves(model, i),
      reads: { offer: { slot: model.placeOfServer(i), view: offer } },
      guards: {
        isLeader: ({ offer: { state } }) => state === 'LEADING',
        isInBroadcast: ({ offer: { zabState } }) => zabState === 'BROADCAST',
        hasMoreToSend: ({ offer: { txn } }) => txn !== null,
      },
      then: ({ offer: { epoch, sendCounter, txn, to } }) => {
        const { zxid, value } = txn as NonNullable<Offer['txn']>;
        const message: Message = { type: 'PROPOSE', zxid, value };
        return {
          updates: [
            model.patch(i, { sendCounter: sendCounter + 1 }),
            ...to.map((k) => model.send(i, k, message)),
            ...model.remember([{ source: i, epoch, zxid, value }]),
          ],
          lanes: to.map((k) => model.sent(i, k, message)),
        };
      },
    });
  });
}

function offerOf({ state, zabState, currentEpoch, sendCounter, history, learners, ackeRecv }: Server, self: ServerId): Offer {
  const last = lastZxid(history);
  const logged = last.epoch === currentEpoch ? last.counter : 0;
  const next = history.find(({ zxid }) => zxid.epoch === currentEpoch && zxid.counter === sendCounter + 1);
  const txn = sendCounter < logged && next !== undefined ? { zxid: next.zxid, value: next.value } : null;
  return { state, zabState, epoch: currentEpoch, sendCounter, txn, to: reachable(ackeRecv, learners, self) };
}
