/**
 * A server's disk in the async grain: writes queue in order, `flush` makes all of them durable and frees the messages held
 * behind them (group commit), a crash keeps some prefix of the queue and loses the held messages. In the atomic grain every
 * write is durable at once and there is no disk slot.
 *
 * Flushing only a prefix adds nothing to explore: a flush between any two steps is a behaviour already, and a crash between the
 * writes of one step is a crash that keeps a prefix.
 */
import type { Send } from '../kit/action.js';
import type { Kind } from '../kit/system.js';
import type { Log } from '../model/log.js';
import type { ServerId } from '../model/quorum.js';
import type { Durable } from '../model/state.js';
import { sameZxid } from '../model/zxid.js';
import type { Zxid } from '../model/zxid.js';

export interface Disk {
  readonly durable: Durable;
  readonly pending: readonly Partial<Durable>[];
  readonly held: readonly Omit<Send, 'after'>[];
}

export function idleDisk(durable: Durable): Disk {
  return { durable, pending: [], held: [] };
}

/** What is on disk once the first `count` pending writes have reached it. */
export function afterWrites(disk: Disk, count: number): Durable {
  return disk.pending.slice(0, count).reduce<Durable>((durable, write) => ({ ...durable, ...write }), disk.durable);
}

/**
 * A write of the log as it reaches the disk, and a crash may come between any two of these: what the new log does not share is
 * cut off, entries are appended one by one, then a snapshot appears. A snapshot beyond the old log comes first instead, for it
 * replaces that log, at once. `log` is what the server had before these writes.
 */
export function piecewise(log: Log, writes: readonly Partial<Durable>[]): readonly Partial<Durable>[] {
  let before = log;
  return writes.flatMap((write) => {
    const { history } = write;
    if (history === undefined) return [write];
    const pieces = piecesOf(before, history, write.snapshotZxid);
    before = history;
    return pieces.length === 0 ? [write] : pieces;
  });
}

function piecesOf(before: Log, after: Log, snapshotZxid: Zxid | undefined): readonly Partial<Durable>[] {
  const replaces = snapshotZxid !== undefined && !before.has(snapshotZxid);
  const start = replaces ? snapshotZxid : commonEnd(before, after);
  const appended = after.after(start).map((txn) => ({ history: after.upTo(txn.zxid) }));
  if (replaces) return [{ history: after.upTo(start), snapshotZxid }, ...appended];
  const cut = sameZxid(start, before.lastZxid) ? [] : [{ history: after.upTo(start) }];
  return [...cut, ...appended, ...(snapshotZxid === undefined ? [] : [{ snapshotZxid }])];
}

/** The newest zxid that both logs have. */
function commonEnd(a: Log, b: Log): Zxid {
  let end = b.floor(a.lastZxid);
  while (!a.has(end)) end = b.floor(a.floor(end));
  return end;
}

export const diskKind: Kind = {
  name: 'disk',
  operators: {
    enqueue: (disk: Disk, { writes, held }: { writes: readonly Partial<Durable>[]; held: Disk['held'] }): Disk => ({
      durable: disk.durable,
      pending: [...disk.pending, ...writes],
      held: [...disk.held, ...held],
    }),
    /** A closed connection takes the messages held for it along: they must not appear on the next one. */
    forget: (disk: Disk, peer: ServerId): Disk => ({ ...disk, held: disk.held.filter((send) => send.to !== peer) }),
    flush: (disk: Disk): Disk => idleDisk(afterWrites(disk, disk.pending.length)),
    crash: (disk: Disk, kept: number): Disk => idleDisk(afterWrites(disk, kept)),
  },
};
