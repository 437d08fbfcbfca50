/** What a disk holds, and what clients are shown, in words. */
import type { Durable } from '#spec/model/state.js';
import { sameZxid, showZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';

/** -1, of what no transaction caused. */
export const NO_ZXID: Zxid = { epoch: 0xffff_ffff, counter: 0xffff_ffff };

/** As a client reads it. */
export function showClientZxid(zxid: Zxid): string {
  return sameZxid(zxid, NO_ZXID) ? '-1' : showZxid(zxid);
}

export function showDurable({ acceptedEpoch, currentEpoch, snapshotZxid, history }: Durable): string {
  const span = `${history.length} transactions behind ${showZxid(history.base)} up to ${showZxid(history.lastZxid)}`;
  return `acceptedEpoch ${acceptedEpoch}, currentEpoch ${currentEpoch}, snapshot ${showZxid(snapshotZxid)}, ${span}`;
}
