/**
 * From the spec's writes to a disk's. The spec says what is durable after each write (`Partial<Durable>`); a disk wants to be told
 * what to do: append, cut, replace. Transactions are known by their zxids, as everywhere in ZAB.
 */
import assert from 'node:assert/strict';
import type { Log } from '#spec/model/log.js';
import type { Durable } from '#spec/model/state.js';
import { compareZxids, sameZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { LogEntry } from './log-format.js';
import type { PreparedSnapshot } from './snapshots.js';
import type { SnapshotContent } from './snapshot-format.js';

/** Ordered: each is durable before the next is. */
export type DiskWrite =
  | { readonly kind: 'append'; readonly entries: readonly LogEntry[] }
  /** Entries after `zxid` go, and snapshots that cover them. At once. */
  | { readonly kind: 'truncate'; readonly zxid: Zxid }
  /** The snapshot is the whole history from now on; the logs go. At once. */
  | { readonly kind: 'replace'; readonly snapshot: SnapshotContent | PreparedSnapshot }
  /** A snapshot of what the log holds: recovery begins there. */
  | { readonly kind: 'snapshot'; readonly snapshot: SnapshotContent | PreparedSnapshot }
  /** The next entry starts a new file: asked for when a snapshot begins. */
  | { readonly kind: 'roll' }
  | { readonly kind: 'acceptedEpoch' | 'currentEpoch'; readonly epoch: number };

/** What one write of the spec asks of the disk, the state in front of it being `before`; `snapshot` where it may need one. */
export function writesOf(
  before: Durable,
  write: Partial<Durable>,
  snapshot: SnapshotContent | PreparedSnapshot | null,
): readonly DiskWrite[] {
  const writes: DiskWrite[] = [];
  const { history, snapshotZxid, acceptedEpoch, currentEpoch } = write;
  let replaced = false;
  if (history !== undefined) {
    const changes = historyWrites(before.history, history);
    if (changes === null) {
      writes.push({ kind: 'replace', snapshot: covering(snapshot, history.base) }, ...appending(history.after(history.base)));
      replaced = true;
    } else {
      writes.push(...changes);
    }
  }
  if (snapshotZxid !== undefined && !replaced && compareZxids(snapshotZxid, before.snapshotZxid) > 0) {
    writes.push({ kind: 'snapshot', snapshot: covering(snapshot, snapshotZxid) });
  }
  if (acceptedEpoch !== undefined) writes.push({ kind: 'acceptedEpoch', epoch: acceptedEpoch });
  if (currentEpoch !== undefined) writes.push({ kind: 'currentEpoch', epoch: currentEpoch });
  return writes;
}

/** Null where the new history begins at a place that the old one does not have: then only a snapshot can bring it. */
function historyWrites(before: Log, after: Log): readonly DiskWrite[] | null {
  if (!before.has(after.base) && !after.has(before.base)) return null;
  const common = commonEnd(before, after);
  const cut: readonly DiskWrite[] = sameZxid(common, before.lastZxid) ? [] : [{ kind: 'truncate', zxid: common }];
  return [...cut, ...appending(after.after(common))];
}

/** The newest zxid that both have. Mostly the end of one of them, so it is looked for from there. */
function commonEnd(before: Log, after: Log): Zxid {
  let candidate = after.floor(before.lastZxid);
  while (!before.has(candidate)) {
    const lower = before.floor(candidate);
    if (sameZxid(lower, before.base) || sameZxid(candidate, after.base)) return lower;
    candidate = after.floor(lower);
  }
  return candidate;
}

function appending(txns: readonly { readonly zxid: Zxid; readonly value: unknown }[]): readonly DiskWrite[] {
  if (txns.length === 0) return [];
  const entries = txns.map(({ zxid, value }) => {
    assert(value instanceof Uint8Array, 'in a server, the value of a transaction is its payload');
    return { zxid, payload: value };
  });
  return [{ kind: 'append', entries }];
}

function covering(snapshot: SnapshotContent | PreparedSnapshot | null, zxid: Zxid): SnapshotContent | PreparedSnapshot {
  assert(snapshot !== null && sameZxid(snapshot.zxid, zxid), 'the write comes with a snapshot of what it covers');
  return snapshot;
}
