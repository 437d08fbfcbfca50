/** What a server has delivered, as properties see it: transactions without who acknowledged them. */
import type { View } from '../../../kit/system.js';
import { sameZxid, showZxid } from '../../../model/zxid.js';
import type { Zxid } from '../../../model/zxid.js';
import type { Server } from '../server.js';

/** Zab.tla `TxnEqual` compares these two. */
export interface Delivery {
  readonly zxid: Zxid;
  readonly value: number;
}

export type Delivered = readonly Delivery[];

export function deliveredBy({ history, lastCommitted }: Server): Delivered {
  return history.slice(0, Math.max(0, lastCommitted.index)).map(({ zxid, value }) => ({ zxid, value }));
}

export const delivered: View = { name: 'delivered', of: deliveredBy };

export function sameTxn(a: Delivery, b: Delivery): boolean {
  return sameZxid(a.zxid, b.zxid) && a.value === b.value;
}

export function has(deliveries: Delivered, txn: Delivery): boolean {
  return deliveries.some((each) => sameTxn(each, txn));
}

/** `a` was delivered before `b`. */
export function inOrder(deliveries: Delivered, a: Delivery, b: Delivery): boolean {
  const place = deliveries.findIndex((each) => sameTxn(each, a));
  return place >= 0 && has(deliveries.slice(place + 1), b);
}

export function showTxn({ zxid, value }: Delivery): string {
  return `${showZxid(zxid)}=${value}`;
}

export function showAll(deliveries: Delivered): string {
  return deliveries.length === 0 ? 'nothing' : deliveries.map(showTxn).join(' ');
}
