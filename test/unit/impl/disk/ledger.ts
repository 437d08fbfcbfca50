/**
 * The smallest tree there is: one node whose data lists the transactions applied. With it, a snapshot and the log behind it say
 * exactly which transactions a server has.
 */
import { openDisk, DISK_DEFAULTS } from '#impl/disk/disk.js';
import type { DiskOptions, OpenedDisk } from '#impl/disk/disk.js';
import type { Result } from '#impl/disk/errors.js';
import type { FileSystem } from '#impl/disk/file-system.js';
import type { LogEntry } from '#impl/disk/log-format.js';
import type { SnapshotContent } from '#impl/disk/snapshot-format.js';
import type { SnapshotSink } from '#impl/disk/snapshots.js';
import { encode } from '#impl/wire/jute.js';
import { txn } from '#impl/wire/txns.js';
import { showZxid, ZERO, zxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';

export type Ledger = readonly string[];

export const DATA = '/data';
export const FOLDER = '/data/version-2';

export function entry(id: Zxid, size = 3): LogEntry {
  const body = { path: '/l', data: new Uint8Array(size).fill(7), version: 1 };
  const payload = encode(txn, {
    clientId: 1n,
    cxid: 2,
    zxid: id,
    time: 1_700_000_000_000,
    operation: { op: 'setData', body },
    digest: null,
  });
  return { zxid: id, payload };
}

/** `1.1 1.2 2.1` as zxids. */
export function ids(text: string): readonly Zxid[] {
  return text.split(' ').map((each) => {
    const [epoch = '', counter = ''] = each.split('.');
    return zxid(Number(epoch), Number(counter));
  });
}

export function entries(text: string, size = 3): readonly LogEntry[] {
  return ids(text).map((id) => entry(id, size));
}

export function contentOf(last: Zxid, ledger: Ledger): SnapshotContent {
  const stat = { czxid: ZERO, mzxid: last, pzxid: ZERO, ctime: 0, mtime: 0, version: 0, cversion: 0, aversion: 0, owner: 0n };
  const data = new TextEncoder().encode(ledger.join(' '));
  return {
    zxid: last,
    sessions: new Map([[5n, 4000]]),
    acls: [],
    nodes: [{ path: '/', data, aclKey: -1, ...stat }],
    trailer: () => ({ digest: null, lastZxid: last }),
  };
}

function ledgerSink(): SnapshotSink<Ledger> {
  let ledger: Ledger = [];
  return {
    take: (record) => {
      if (record.kind === 'node' && record.path === '/') {
        ledger = new TextDecoder()
          .decode(record.data ?? undefined)
          .split(' ')
          .filter((id) => id !== '');
      }
      return undefined;
    },
    finish: () => ledger,
  };
}

export function optionsFor(more: Partial<DiskOptions<Ledger>> = {}): DiskOptions<Ledger> {
  return {
    ...DISK_DEFAULTS,
    preallocBytes: 0x2000,
    dataDir: DATA,
    dataLogDir: DATA,
    sink: ledgerSink,
    empty: () => ({ tree: [], content: contentOf(ZERO, []) }),
    ...more,
  };
}

export function open(fs: FileSystem, more: Partial<DiskOptions<Ledger>> = {}): Promise<Result<OpenedDisk<Ledger>>> {
  return openDisk(fs, optionsFor(more));
}

/** One that must open. */
export async function opened(fs: FileSystem, more: Partial<DiskOptions<Ledger>> = {}): Promise<OpenedDisk<Ledger>> {
  return valueOf(await open(fs, more));
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code} ${result.error.message}`);
  return result.value;
}

export function codeOf(result: Result<unknown>): string {
  return result.ok ? 'fine' : result.error.code;
}

/** Everything the server has: what the snapshot covers, then the log. */
export function historyOf({ tree, durable }: OpenedDisk<Ledger>): Ledger {
  return [...tree, ...durable.history.after(durable.history.base).map((txn) => showZxid(txn.zxid))];
}
