/** What a new transaction does at the leader, whoever asked for it (`Leader.propose`). */
import type { Env, Send, Step } from '../../kit/action.js';
import type { Local } from '../../model/state.js';
import { nextZxid } from '../../model/zxid.js';
import type { Zxid } from '../../model/zxid.js';
import { FORWARDING, leadingOf, learnersIn } from '../leader-state.js';

/**
 * The write is logged here and proposed to every voter that is forwarded to, at once: a proposal is no promise. The leader's
 * own acknowledgement is a message to itself that waits for its disk, so that it counts itself by the rule it counts others by.
 */
export function propose(s: Local, value: unknown, env: Env): Step {
  const txn = { zxid: zxidOfNextProposal(s), value };
  const leading = leadingOf(s);
  const send: Send[] = [];
  for (const to of learnersIn(leading, FORWARDING)) {
    if (leading.learners[to]?.observer === true) continue;
    send.push({ to, message: { type: 'PROPOSAL', zxid: txn.zxid, value }, after: 'now' });
  }
  send.push({ to: env.self, message: { type: 'ACK', zxid: txn.zxid }, after: 'synced' });
  return { write: [{ history: s.history.append(txn) }], send };
}

/** Which zxid this leader's next proposal gets: for who must know it before proposing, since a transaction carries it inside. */
export function zxidOfNextProposal(s: Local): Zxid {
  return nextZxid(s.history.lastZxid, s.currentEpoch);
}

/** The epoch has a counter left for one more transaction. */
export function counterLeft(s: Local, env: Env): boolean {
  return zxidOfNextProposal(s).counter < env.counterLimit;
}
