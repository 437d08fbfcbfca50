/**
 * What a process found on its disk, against what the one before it is known to have written there: some prefix of its writes, all that was
 * durable among them. One append may be cut between its entries; after an orderly stop nothing is missing.
 *
 *     durable ─────────▶│ pending: issued, perhaps there │ asked for, its line not in the trace │ behind the end of the trace
 *     all of it          any prefix of it, exactly         any prefix: inferred                    what may have followed: unknown
 */
import type { Log } from '#spec/model/log.js';
import type { Durable, Local } from '#spec/model/state.js';
import { compareZxids, sameZxid } from '#spec/model/zxid.js';
import type { DiskModel } from './disk-model.js';
import { performed, sameEntry } from './disk-operations.js';
import type { DiskOperation } from './disk-operations.js';
import { finding } from './finding.js';
import type { Finding } from './finding.js';
import { showDurable } from './show.js';

/** How sure it is that what was recovered had been written. */
export type Certainty = 'exact' | 'inferred' | 'unknown';

export interface EarlierRun {
  readonly disk: DiskModel;
  readonly unissued: readonly DiskOperation[];
  /** At the end of its trace. */
  readonly local: Local;
  readonly stopped: boolean;
}

export function judgeRecovery({ disk, unissued, local, stopped }: EarlierRun, recovered: Durable): Certainty | Finding {
  const pending = disk.pending.values().flatMap(({ operation }) => (operation === null ? [] : [operation]));
  if (stopped) {
    const all = pending.reduce(performed, disk.durable);
    return sameDurable(all, recovered) ? 'exact' : refuted(all, recovered, 'all that the run before wrote');
  }
  const issued = prefixOf(disk.durable, pending, recovered);
  if (issued === 'found') return 'exact';
  const asked = prefixOf(issued, unissued, recovered);
  if (asked === 'found') return 'inferred';
  if (mayFollow(issued, local, recovered)) return 'unknown';
  return refuted(disk.durable, recovered, 'what was durable, and some prefix of what was written behind it');
}

function refuted(expected: Durable, recovered: Durable, what: string): Finding {
  return finding('recovery', `${what}: ${showDurable(expected)}`, showDurable(recovered));
}

/** `found`, or what the disk holds when all the operations are done. */
function prefixOf(from: Durable, operations: readonly DiskOperation[], recovered: Durable): Durable | 'found' {
  let on = from;
  if (sameDurable(on, recovered)) return 'found';
  for (const operation of operations) {
    for (const piece of piecesOf(operation)) {
      on = performed(on, piece);
      if (sameDurable(on, recovered)) return 'found';
    }
  }
  return on;
}

function piecesOf(operation: DiskOperation): readonly DiskOperation[] {
  return operation.kind === 'append' ? operation.entries.map((txn) => ({ kind: 'append', entries: [txn] })) : [operation];
}

/**
 * The trace of a process that was killed lacks its end. What it did there can only have gone on from what is recorded: epochs do not fall,
 * and a log grows, unless a leader may just have been about to cut or replace it.
 */
function mayFollow(all: Durable, local: Local, recovered: Durable): boolean {
  if (recovered.acceptedEpoch < all.acceptedEpoch || recovered.currentEpoch < all.currentEpoch) return false;
  if (compareZxids(recovered.snapshotZxid, all.snapshotZxid) < 0) return false;
  if (extendsLog(all.history, recovered.history)) return true;
  const mayBeCut = local.phase !== 'broadcast' && local.role !== 'leading';
  return mayBeCut && compareZxids(recovered.history.lastZxid, local.lastCommitted) >= 0;
}

function extendsLog(log: Log, longer: Log): boolean {
  const end = log.lastZxid;
  if (compareZxids(longer.base, end) >= 0) return true;
  return longer.has(end) && shared(log, longer);
}

/** Are they the same from where both have entries, up to the end of the first? */
function shared(log: Log, other: Log): boolean {
  const from = compareZxids(log.base, other.base) >= 0 ? log.base : other.base;
  const mine = log.after(from);
  const theirs = other.after(from);
  return mine.every((txn, at) => sameEntry(txn, theirs[at]));
}

function sameDurable(a: Durable, b: Durable): boolean {
  return (
    a.acceptedEpoch === b.acceptedEpoch &&
    a.currentEpoch === b.currentEpoch &&
    sameZxid(a.snapshotZxid, b.snapshotZxid) &&
    sameZxid(a.history.lastZxid, b.history.lastZxid) &&
    a.history.length === b.history.length &&
    sameZxid(a.history.base, b.history.base) &&
    shared(a.history, b.history)
  );
}
