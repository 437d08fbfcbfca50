/**
 * From what a step writes to what the disk must be given to do, and what is on a disk once that is done. Written from the rules alone, for it
 * judges the code that does it:
 *
 * - entries that the new log lacks are cut off at the last one that both have, then entries that it has beyond are appended
 * - a log that begins where the old one has nothing replaces it, by the snapshot it begins with; its entries are appended
 * - a snapshot beyond the one before is noted, unless it has just replaced everything
 * - acceptedEpoch, then currentEpoch
 */
import { Log } from '#spec/model/log.js';
import type { Txn } from '#spec/model/log.js';
import type { Durable } from '#spec/model/state.js';
import { compareZxids, sameZxid, showZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { WriteEvent } from '#traces/format/event.js';
import { fromTraceZxid } from '#traces/format/translate.js';

export type DiskOperation =
  | { readonly kind: 'append'; readonly entries: readonly Txn[] }
  | { readonly kind: 'truncate' | 'replace' | 'snapshot'; readonly zxid: Zxid }
  | { readonly kind: 'acceptedEpoch' | 'currentEpoch'; readonly epoch: number };

/** What one write of a step asks of a disk that holds `before`, or will when all that was asked earlier is done. */
export function operationsOf(before: Durable, write: Partial<Durable>): readonly DiskOperation[] {
  const operations: DiskOperation[] = [];
  const { history, snapshotZxid, acceptedEpoch, currentEpoch } = write;
  let replaced = false;
  if (history !== undefined) {
    const common = lastCommon(before.history, history);
    replaced = common === null;
    if (common === null) operations.push({ kind: 'replace', zxid: history.base });
    else if (!sameZxid(common, before.history.lastZxid)) operations.push({ kind: 'truncate', zxid: common });
    const entries = history.after(common ?? history.base);
    if (entries.length > 0) operations.push({ kind: 'append', entries });
  }
  if (snapshotZxid !== undefined && !replaced && compareZxids(snapshotZxid, before.snapshotZxid) > 0) {
    operations.push({ kind: 'snapshot', zxid: snapshotZxid });
  }
  if (acceptedEpoch !== undefined) operations.push({ kind: 'acceptedEpoch', epoch: acceptedEpoch });
  if (currentEpoch !== undefined) operations.push({ kind: 'currentEpoch', epoch: currentEpoch });
  return operations;
}

/** Null: the logs have nothing in common, not even where one of them begins. */
function lastCommon(before: Log, after: Log): Zxid | null {
  if (!before.has(after.base) && !after.has(before.base)) return null;
  let end = after.lastZxid;
  for (;;) {
    const [one, other] = [before.floor(end), after.floor(end)];
    if (sameZxid(one, other)) return one;
    end = compareZxids(one, other) < 0 ? one : other;
  }
}

export function sameOperation(a: DiskOperation, b: DiskOperation): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'append': {
      const { entries } = b as typeof a;
      return a.entries.length === entries.length && a.entries.every((each, at) => sameEntry(each, entries[at]));
    }
    case 'truncate':
    case 'replace':
    case 'snapshot':
      return sameZxid(a.zxid, (b as typeof a).zxid);
    case 'acceptedEpoch':
    case 'currentEpoch':
      return a.epoch === (b as typeof a).epoch;
  }
}

export function sameEntry(a: Txn, b: Txn | undefined): boolean {
  return b !== undefined && sameZxid(a.zxid, b.zxid) && a.value === b.value;
}

/** Null: a `roll`, which changes nothing of what is held. */
export function recordedOperation(write: WriteEvent['write']): DiskOperation | null {
  switch (write.kind) {
    case 'roll':
      return null;
    case 'append':
      return { kind: 'append', entries: write.entries.map(([zxid, value]) => ({ zxid: fromTraceZxid(zxid), value })) };
    case 'truncate':
    case 'replace':
    case 'snapshot':
      return { kind: write.kind, zxid: fromTraceZxid(write.zxid) };
    case 'acceptedEpoch':
    case 'currentEpoch':
      return write;
  }
}

/** What the disk holds once an operation is done. */
export function performed(on: Durable, operation: DiskOperation): Durable {
  switch (operation.kind) {
    case 'append':
      return { ...on, history: operation.entries.reduce((log, txn) => log.append(txn), on.history) };
    case 'truncate':
      return { ...on, history: on.history.upTo(operation.zxid) };
    case 'replace':
      return { ...on, history: Log.startingAt(operation.zxid), snapshotZxid: operation.zxid };
    case 'snapshot':
      // Recovery begins there: it reads no entry that the snapshot covers.
      return { ...on, history: on.history.startingAfter(operation.zxid), snapshotZxid: operation.zxid };
    case 'acceptedEpoch':
      return { ...on, acceptedEpoch: operation.epoch };
    case 'currentEpoch':
      return { ...on, currentEpoch: operation.epoch };
  }
}

export function showOperation(operation: DiskOperation | null): string {
  if (operation === null) return 'nothing';
  switch (operation.kind) {
    case 'append': {
      const [first, last] = [operation.entries.at(0), operation.entries.at(-1)];
      if (first === undefined || last === undefined) return 'append of nothing';
      const ends = `${showTxn(first)}${operation.entries.length > 1 ? ` to ${showTxn(last)}` : ''}`;
      return `append of ${ends}`;
    }
    case 'truncate':
    case 'replace':
    case 'snapshot':
      return `${operation.kind} at ${showZxid(operation.zxid)}`;
    case 'acceptedEpoch':
    case 'currentEpoch':
      return `${operation.kind} ${operation.epoch}`;
  }
}

function showTxn({ zxid, value }: Txn): string {
  return `${showZxid(zxid)}=${String(value)}`;
}
