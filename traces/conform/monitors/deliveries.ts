/** What servers deliver: everywhere the same transactions in the same order, none ever taken back, all of them on the disks of a quorum. */
import type { Input } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Txn } from '#spec/model/log.js';
import type { Local } from '#spec/model/state.js';
import { compareZxids, sameZxid, showZxid, ZERO } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { DiskModel } from '../disk-model.js';
import { finding } from '../finding.js';
import type { Found } from '../finding.js';
import { HashTable } from './hash-table.js';
import type { Ensemble, Monitor } from './monitor.js';

/** The one sequence that everybody delivers a prefix of: counters go up by one inside an epoch, so only the turns need to be remembered. */
export class DeliveredSequence {
  /** The newest delivered anywhere. */
  end: Zxid = ZERO;
  private readonly hashes = new HashTable();
  /** The last zxid in front of each epoch's first, and the epoch behind each epoch's last. */
  private readonly before = new Map<number, Zxid>();
  private readonly behind = new Map<number, { readonly epoch: number; readonly last: number }>();
  /** The newest counter delivered, by epoch. */
  private readonly newest = new Map<number, number>();

  /** Why `txn` does not stand behind `last` in the sequence; null: it does. */
  add(last: Zxid, { zxid, value }: Txn): string | null {
    const hash = this.hashes.settle(zxid, String(value));
    if (hash !== null) return `${showZxid(zxid)}=${hash}`;
    const problem = zxid.epoch === last.epoch ? this.goesOn(zxid) : this.turns(last, zxid);
    if (problem !== null) return problem;
    this.newest.set(zxid.epoch, Math.max(this.newest.get(zxid.epoch) ?? 0, zxid.counter));
    if (compareZxids(zxid, this.end) > 0) this.end = zxid;
    return null;
  }

  private goesOn({ epoch, counter }: Zxid): string | null {
    const turn = this.behind.get(epoch);
    return turn === undefined || counter <= turn.last ? null : `${turn.epoch}.1 behind ${epoch}.${turn.last}`;
  }

  private turns(last: Zxid, { epoch }: Zxid): string | null {
    const known = this.before.get(epoch);
    if (known !== undefined) return sameZxid(known, last) ? null : `${showZxid(known)} in front of ${epoch}.1`;
    const other = this.behind.get(last.epoch);
    if (other !== undefined) return `${other.epoch}.1 behind ${last.epoch}.${other.last}`;
    const newest = this.newest.get(last.epoch) ?? 0;
    if (newest > last.counter) return `${last.epoch}.${newest} in front of ${epoch}.1`;
    this.before.set(epoch, last);
    this.behind.set(last.epoch, { epoch, last: last.counter });
    return null;
  }

  /** Was it delivered by anyone, or lies it in front of all that was? Undefined: its epoch was never seen. */
  covers({ epoch, counter }: Zxid): boolean {
    const turn = this.behind.get(epoch);
    return counter <= (this.newest.get(epoch) ?? 0) && (turn === undefined || counter <= turn.last);
  }
}

/** Agreement, TotalOrder and Integrity of sequences follow from it: all deliver prefixes of one. */
export class PrefixConsistency implements Monitor {
  readonly id = 'PrefixConsistency';
  private readonly sequence: DeliveredSequence;

  constructor(sequence: DeliveredSequence) {
    this.sequence = sequence;
  }

  readonly stepped = (server: ServerId, _input: Input, before: Local, after: Local): Found => {
    if (after.lastCommitted === before.lastCommitted) return null;
    const { history, lastCommitted } = after;
    let last = compareZxids(history.base, before.lastCommitted) > 0 ? history.base : before.lastCommitted;
    while (compareZxids(last, lastCommitted) < 0) {
      const txn = history.next(last);
      if (txn === undefined) {
        return finding(this.id, `the log to reach ${showZxid(lastCommitted)}`, `its end at ${showZxid(last)}`);
      }
      const problem = this.sequence.add(last, txn);
      if (problem !== null) {
        const told = `${showZxid(txn.zxid)}=${String(txn.value)} behind ${showZxid(last)} at server ${server}`;
        return finding(this.id, `as others delivered: ${problem}`, told);
      }
      last = txn.zxid;
    }
    return null;
  };
}

export class DeliveredMonotone implements Monitor {
  readonly id = 'DeliveredMonotone';

  readonly stepped = (_server: ServerId, _input: Input, before: Local, after: Local): Found => {
    if (before.role === 'down') return null;
    const { lastCommitted, history } = after;
    if (after.acceptedEpoch < before.acceptedEpoch || after.currentEpoch < before.currentEpoch) {
      return finding('EpochsMonotone', 'epochs that do not fall', `${after.acceptedEpoch}, ${after.currentEpoch}`);
    }
    const kept =
      compareZxids(lastCommitted, before.lastCommitted) >= 0 &&
      (history === before.history || compareZxids(history.base, before.lastCommitted) >= 0 || history.has(before.lastCommitted));
    return kept
      ? null
      : finding(this.id, `${showZxid(before.lastCommitted)} to stay delivered`, `up to ${showZxid(lastCommitted)}`);
  };
}

/**
 * The earliest detector of lost data. Disks of which nothing is known may hold anything. Where causes are lacking, a write may be read behind the
 * delivery that it allowed: then it is asked at the end.
 */
export class CommittedOnQuorum implements Monitor {
  readonly id = 'CommittedOnQuorum';
  private readonly ensemble: Ensemble;
  private readonly sequence: DeliveredSequence;
  private checked: Zxid = ZERO;
  /** It was not seen to hold. */
  private owed = false;

  constructor(ensemble: Ensemble, sequence: DeliveredSequence) {
    this.ensemble = ensemble;
    this.sequence = sequence;
  }

  readonly stepped = (): Found => {
    if (this.sequence.end === this.checked) return null;
    this.checked = this.sequence.end;
    return this.judge();
  };

  readonly recovered = (): Found => this.judge();

  readonly finished = (): Found => (this.owed ? this.judge(true) : null);

  /** A log may have been cut. */
  readonly durable = (_server: ServerId, disk: DiskModel): Found => (disk.has(this.checked) ? null : this.judge());

  private judge(atEnd = false): Found {
    const { voters, isQuorum, diskOf } = this.ensemble;
    const { checked } = this;
    const holders = voters.filter((voter) => diskOf(voter)?.has(checked) ?? true);
    this.owed = !isQuorum(holders);
    if (!this.owed || !(this.ensemble.isComplete() || atEnd)) return null;
    return finding(
      this.id,
      `${showZxid(checked)}, which was delivered, on the disks of a quorum`,
      `on those of [${holders.join(', ')}]`,
    );
  }
}

/** A snapshot holds only what somebody has delivered. */
export class SnapshotIsDelivered implements Monitor {
  readonly id = 'SnapshotIsDelivered';
  private readonly ensemble: Ensemble;
  private readonly sequence: DeliveredSequence;
  /** What snapshots covered when the traces began. */
  private given: Zxid = ZERO;

  constructor(ensemble: Ensemble, sequence: DeliveredSequence) {
    this.ensemble = ensemble;
    this.sequence = sequence;
  }

  readonly recovered = (_server: ServerId, disk: DiskModel): Found => {
    const { snapshotZxid } = disk.durable;
    if (!this.sequence.covers(snapshotZxid) && compareZxids(snapshotZxid, this.given) > 0) this.given = snapshotZxid;
    return null;
  };

  readonly stepped = (_server: ServerId, _input: Input, before: Local, after: Local): Found => {
    const { snapshotZxid } = after;
    if (snapshotZxid === before.snapshotZxid || compareZxids(snapshotZxid, this.given) <= 0) return null;
    if (this.sequence.covers(snapshotZxid) || !this.ensemble.isComplete()) return null;
    return finding(this.id, `a snapshot of what was delivered, up to ${showZxid(this.sequence.end)}`, showZxid(snapshotZxid));
  };
}

/** Whoever is established has everything that was ever delivered. */
export class LeaderCompleteness implements Monitor {
  readonly id = 'LeaderCompleteness';
  private readonly sequence: DeliveredSequence;

  constructor(sequence: DeliveredSequence) {
    this.sequence = sequence;
  }

  readonly stepped = (_server: ServerId, _input: Input, before: Local, after: Local): Found => {
    if (after.role !== 'leading' || after.phase !== 'broadcast' || before.phase === 'broadcast') return null;
    const { end } = this.sequence;
    const { history } = after;
    // What this epoch delivers already is not from before it.
    if (end.epoch >= after.currentEpoch || compareZxids(end, history.base) <= 0 || history.has(end)) return null;
    return finding(this.id, `${showZxid(end)}, which was delivered, in its log`, `a log up to ${showZxid(history.lastZxid)}`);
  };
}
