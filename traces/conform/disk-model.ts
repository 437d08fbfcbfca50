/** One server's disk, as its recorded writes have left it: what is durable, and what may or may not be. */
import type { Durable } from '#spec/model/state.js';
import { compareZxids, follows, showZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { Queue } from './queue.js';
import { performed } from './disk-operations.js';
import type { DiskOperation } from './disk-operations.js';
import { finding } from './finding.js';
import type { Found } from './finding.js';

interface Issued {
  readonly operation: DiskOperation | null;
  readonly n: number;
}

export class DiskModel {
  durable: Durable;
  /** Issued and not known to be durable. */
  readonly pending = new Queue<Issued>();
  /** Lines of `write` so far: what the recorder counts. */
  issued = 0;
  durableCount = 0;
  /** Operations, without rolls: what steps are counted by. */
  operationsDurable = 0;
  /** End of the log once everything issued is done. */
  end: Zxid;

  constructor(recovered: Durable) {
    this.durable = recovered;
    this.end = recovered.history.lastZxid;
  }

  /** The recording goes on with the `n`-th write. A log has no gap. */
  issue(operation: DiskOperation | null, n: number): Found {
    if (n !== this.issued + 1) return finding('write', `write ${this.issued + 1}`, `write ${n}`);
    this.issued = n;
    this.pending.push({ operation, n });
    if (operation?.kind === 'truncate' || operation?.kind === 'replace') this.end = operation.zxid;
    if (operation?.kind !== 'append') return null;
    for (const { zxid } of operation.entries) {
      if (!follows(this.end, zxid)) {
        return finding('NoGap', `an entry that may stand behind ${showZxid(this.end)}`, `an append of ${showZxid(zxid)}`);
      }
      this.end = zxid;
    }
    return null;
  }

  /** The first `n` writes are done. */
  reach(n: number): Found {
    if (n < this.durableCount || n > this.issued) {
      return finding('durable', `from ${this.durableCount} to ${this.issued} writes to be durable`, `${n}`);
    }
    this.durableCount = n;
    for (let next = this.pending.head; next !== undefined && next.n <= n; next = this.pending.head) {
      this.pending.shift();
      if (next.operation === null) continue;
      this.durable = performed(this.durable, next.operation);
      this.operationsDurable += 1;
    }
    return null;
  }

  /** Is the transaction on the disk, in its log or covered by its snapshot? */
  has(zxid: Zxid): boolean {
    const { history } = this.durable;
    return compareZxids(zxid, history.base) <= 0 || (compareZxids(zxid, history.lastZxid) <= 0 && history.has(zxid));
  }
}
