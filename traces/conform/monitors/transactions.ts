/** One zxid, one transaction: among all that leaders ever broadcast, and in every log. */
import type { Input } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import { compareZxids, showZxid } from '#spec/model/zxid.js';
import { finding } from '../finding.js';
import type { Found } from '../finding.js';
import { HashTable } from './hash-table.js';
import type { Ensemble, Monitor } from './monitor.js';

export class ZxidUniqueness implements Monitor {
  readonly id = 'ZxidUniqueness';
  private readonly ensemble: Ensemble;
  /** The newest counter broadcast, by epoch. */
  private readonly broadcast = new Map<number, number>();
  private readonly hashes = new HashTable();

  constructor(ensemble: Ensemble) {
    this.ensemble = ensemble;
  }

  readonly stepped = (server: ServerId, _input: Input, before: Local, after: Local): Found => {
    const { history } = after;
    if (history === before.history || compareZxids(history.lastZxid, before.history.lastZxid) <= 0) return null;
    const fresh = history.after(before.history.lastZxid);
    for (const { zxid, value } of fresh) {
      const hash = this.hashes.settle(zxid, String(value));
      if (hash !== null) {
        return finding(this.id, `${showZxid(zxid)} to be ${hash} everywhere`, `${String(value)} at server ${server}`);
      }
    }
    const leads = after.role === 'leading' && before.phase === 'broadcast';
    return leads ? this.broadcasts(after.currentEpoch, fresh.length, history.lastZxid.counter) : null;
  };

  private broadcasts(epoch: number, count: number, counter: number): Found {
    const newest = this.broadcast.get(epoch);
    this.broadcast.set(epoch, counter);
    const { counterLimit } = this.ensemble;
    if (counter >= counterLimit) return finding(this.id, `counters below ${counterLimit}`, `${epoch}.${counter}`);
    if (newest === undefined || counter === newest + count) return null;
    return finding(this.id, `${epoch}.${newest + count} to be broadcast next`, `${epoch}.${counter}`);
  }
}
