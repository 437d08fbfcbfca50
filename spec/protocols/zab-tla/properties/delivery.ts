/** What servers deliver agrees with what the others deliver, and with what leaders proposed. */
import type { Invariant, Read, View } from '../../../kit/system.js';
import type { Proposal } from '../ghosts.js';
import type { Model } from '../model.js';
import type { Server } from '../server.js';
import { delivered, deliveredBy, has, inOrder, sameTxn, showAll, showTxn } from './delivered.js';
import type { Delivered, Delivery } from './delivered.js';

/** Deliveries of followers alone: nothing for a server that does not follow. */
const deliveredAsFollower: View = {
  name: 'delivered as follower',
  of: (server: Server) => (server.state === 'FOLLOWING' ? deliveredBy(server) : []),
};

const proposed: View = {
  name: 'proposed',
  of: (proposals: readonly Proposal[]) => proposals.map(({ zxid, value }) => ({ zxid, value })),
};

/** An invariant about every two servers. */
function betweenServers(
  model: Model,
  id: string,
  view: View,
  holds: (a: Delivered, b: Delivered) => true | string,
): readonly Invariant[] {
  return model.pairs
    .filter(([i, j]) => i < j)
    .map(([i, j]): Invariant => {
      const reads: readonly Read[] = [i, j].map((k) => ({ slot: model.placeOfServer(k), view }));
      return { id, args: `${i}, ${j}`, reads, holds: ([a = [], b = []]: readonly Delivered[]) => holds(a, b) };
    });
}

export function prefixConsistency(model: Model): readonly Invariant[] {
  return betweenServers(model, 'PrefixConsistency', delivered, (a, b) => {
    const isPrefix = a.every((txn, place) => b[place] === undefined || sameTxn(txn, b[place]));
    return isPrefix || `one delivered ${showAll(a)}, the other ${showAll(b)}`;
  });
}

/** Of every server, not of followers alone: a leader delivers too. */
export function integrity(model: Model): readonly Invariant[] {
  return model.servers.map((i) => ({
    id: 'Integrity',
    args: `${i}`,
    reads: [
      { slot: model.placeOfServer(i), view: delivered },
      { slot: model.place('proposalMsgsLog'), view: proposed },
    ],
    holds: ([own = [], proposals = []]: readonly Delivered[]) => {
      const stranger = own.find((txn) => !has(proposals, txn));
      return stranger === undefined ? true : `delivered ${showTxn(stranger)}, which nobody proposed`;
    },
  }));
}

export function agreement(model: Model): readonly Invariant[] {
  return betweenServers(model, 'Agreement', deliveredAsFollower, (a, b) => {
    const onlyA = a.find((txn) => !has(b, txn));
    const onlyB = b.find((txn) => !has(a, txn));
    if (onlyA === undefined || onlyB === undefined) return true;
    return `only one delivered ${showTxn(onlyA)}, only the other ${showTxn(onlyB)}`;
  });
}

/** Zab.tla asks for two deliveries on either side, so that a server that delivered the later one alone escapes; not here. */
export function totalOrder(model: Model): readonly Invariant[] {
  return betweenServers(model, 'TotalOrder', delivered, (a, b) => {
    const broken = disordered(a, b) ?? disordered(b, a);
    return broken === undefined
      ? true
      : `one delivered ${showTxn(broken[0])} before ${showTxn(broken[1])}, the other only the later one, or first`;
  });
}

/** Two transactions of which `a` delivered the first before the second, and `b` the second without the first before it. */
function disordered(a: Delivered, b: Delivered): readonly [Delivery, Delivery] | undefined {
  for (const [place, later] of a.entries()) {
    if (!has(b, later)) continue;
    const earlier = a.slice(0, place).find((txn) => !inOrder(b, txn, later));
    if (earlier !== undefined) return [earlier, later];
  }
  return undefined;
}
