/** What properties look at: parts of a server, of its disk, of the past. Written apart from the actions' own helpers. */
import type { Read, View } from '../kit/system.js';
import type { Log, Txn } from '../model/log.js';
import type { ServerId } from '../model/quorum.js';
import { durableOf } from '../model/state.js';
import type { Local } from '../model/state.js';
import type { Disk } from '../world/disk.js';
import type { Places } from '../world/layout.js';
import { deliveredLog } from './observers/history.js';
import type { Ghost } from './observers/history.js';

const DELIVERED: View = { name: 'delivered', of: (s: Local) => deliveredLog(s) };

/** What server `i` has delivered: a `Log`. */
export function delivered(places: Places, i: ServerId): Read {
  return { slot: places.server(i), view: DELIVERED };
}

const ON_DISK: View = { name: 'on disk', of: (disk: Disk) => disk.durable };
const IN_MEMORY: View = {
  name: 'on disk',
  of: (s: Local) => durableOf(s),
};

/** What server `i` would recover if it crashed now and nothing more reached its disk: a `Durable`. */
export function onDisk(places: Places, i: ServerId): Read {
  const disk = places.disk(i);
  return disk === undefined ? { slot: places.server(i), view: IN_MEMORY } : { slot: disk, view: ON_DISK };
}

const ESTABLISHED: View = { name: 'established', of: (ghost: Ghost) => ghost.established };
const BROADCASTS: View = { name: 'broadcasts', of: (ghost: Ghost) => ghost.broadcasts };
const LONGEST: View = { name: 'longest delivered', of: (ghost: Ghost) => ghost.delivered };

export function established(places: Places): Read {
  return { slot: places.ghost, view: ESTABLISHED };
}

export function broadcasts(places: Places): Read {
  return { slot: places.ghost, view: BROADCASTS };
}

/** The longest sequence that any server ever delivered: a `Log`. */
export function longestDelivered(places: Places): Read {
  return { slot: places.ghost, view: LONGEST };
}

export function txnsOf(log: Log): readonly Txn[] {
  const txns: Txn[] = [];
  for (let index = 0; index < log.length; index++) txns.push(log.at(index));
  return txns;
}

export function sameTxn(a: Txn, b: Txn): boolean {
  return a.zxid.epoch === b.zxid.epoch && a.zxid.counter === b.zxid.counter && a.value === b.value;
}

export function indexIn(txns: readonly Txn[], txn: Txn): number {
  return txns.findIndex((each) => sameTxn(each, txn));
}

export function showTxn(txn: Txn): string {
  return `${String(txn.zxid.epoch)}.${String(txn.zxid.counter)}=${String(txn.value)}`;
}
