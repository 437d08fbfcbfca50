/** What servers deliver is in the order in which leaders proposed it. */
import type { Invariant, View } from '../../../kit/system.js';
import { compareZxids } from '../../../model/zxid.js';
import type { Proposal } from '../ghosts.js';
import type { Model } from '../model.js';
import type { Server } from '../server.js';
import { delivered, deliveredBy, has, inOrder, showTxn } from './delivered.js';
import type { Delivered, Delivery } from './delivered.js';

/** What each leader proposed in each epoch, if it was more than one transaction. */
const proposedTogether: View = {
  name: 'proposed together',
  of: (proposals: readonly Proposal[]): readonly Delivered[] => {
    const groups = new Map<string, Delivery[]>();
    for (const { source, epoch, zxid, value } of proposals) {
      const group = `${source} ${epoch}`;
      groups.set(group, [...(groups.get(group) ?? []), { zxid, value }]);
    }
    return [...groups.values()].filter((group) => group.length > 1);
  },
};

/**
 * As published it asks for some two transactions in order, and one transaction twice would do: it is always true. Here it is about all of them,
 * and about servers that delivered the later one alone.
 */
export function localPrimaryOrder(model: Model): readonly Invariant[] {
  return model.servers.map((i) => ({
    id: 'LocalPrimaryOrder',
    args: `${i}`,
    reads: [
      { slot: model.placeOfServer(i), view: delivered },
      { slot: model.place('proposalMsgsLog'), view: proposedTogether },
    ],
    holds: (values: readonly unknown[]) => {
      const [own, groups] = values as readonly [Delivered, readonly Delivered[]];
      const broken = groups.map((group) => skipped(own, group)).find((pair) => pair !== undefined);
      return broken === undefined ? true : `delivered ${showTxn(broken[1])} without ${showTxn(broken[0])} before it`;
    },
  }));
}

/** Two transactions of one leader's epoch of which the later was delivered without the earlier before it. */
function skipped(own: Delivered, group: Delivered): readonly [Delivery, Delivery] | undefined {
  for (const later of group.filter((txn) => has(own, txn))) {
    const earlier = group.find((txn) => txn !== later && compareZxids(txn.zxid, later.zxid) <= 0 && !inOrder(own, txn, later));
    if (earlier !== undefined) return [earlier, later];
  }
  return undefined;
}

export function globalPrimaryOrder(model: Model): readonly Invariant[] {
  return model.servers.map((i) => ({
    id: 'GlobalPrimaryOrder',
    args: `${i}`,
    reads: [{ slot: model.placeOfServer(i), view: delivered }],
    holds: ([own = []]: readonly Delivered[]) => {
      const late = own.find((txn, place) => place > 0 && txn.zxid.epoch < (own[place - 1] as Delivery).zxid.epoch);
      return late === undefined ? true : `delivered ${showTxn(late)} after a transaction of a later epoch`;
    },
  }));
}

/** A leader that serves: its epoch, its learners, and what it delivered. Null for others. */
interface Primary {
  readonly epoch: number;
  readonly learners: Server['learners'];
  readonly delivered: Delivered;
}

const primary: View = {
  name: 'primary',
  of: (server: Server): Primary | null =>
    server.state === 'LEADING' && server.zabState === 'BROADCAST'
      ? { epoch: server.currentEpoch, learners: server.learners, delivered: deliveredBy(server) }
      : null,
};

/** A follower that serves: its leader, and what it delivered. Null for others. */
interface Backup {
  readonly leader: Server['connectInfo'];
  readonly delivered: Delivered;
}

const backup: View = {
  name: 'backup',
  of: (server: Server): Backup | null =>
    server.state === 'FOLLOWING' && server.zabState === 'BROADCAST'
      ? { leader: server.connectInfo, delivered: deliveredBy(server) }
      : null,
};

export function primaryIntegrity(model: Model): readonly Invariant[] {
  return model.pairs.map(([i, j]) => ({
    id: 'PrimaryIntegrity',
    args: `${i}, ${j}`,
    reads: [
      { slot: model.placeOfServer(i), view: primary },
      { slot: model.placeOfServer(j), view: backup },
    ],
    holds: (values: readonly unknown[]) => {
      const [leader, follower] = values as readonly [Primary | null, Backup | null];
      if (leader === null || follower?.leader !== i || !leader.learners.includes(j)) return true;
      const missed = follower.delivered.find((txn) => txn.zxid.epoch < leader.epoch && !has(leader.delivered, txn));
      return missed === undefined ? true : `the follower delivered ${showTxn(missed)} of an earlier epoch, its leader did not`;
    },
  }));
}
