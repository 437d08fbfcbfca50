/** Reads transaction logs: one file as batches of entries, and all files from a zxid on (`FileTxnLog.FileTxnIterator`). */
import { compareZxids } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { withFile } from './file-system.js';
import type { FileSystem, OpenFile } from './file-system.js';
import { filesAfter, logFiles } from './names.js';
import { headerState, holdsRecordAfter, isZero, LOG_HEADER_BYTES, RECORD_OVERHEAD, scanRecord } from './log-format.js';
import type { LogEntry } from './log-format.js';

const CHUNK_BYTES = 0x4_0000;

/**
 * How a file ended.
 *
 * - `clean`: zeros or nothing behind the last whole record
 * - `torn`, `damaged`: see `Scanned`
 * - `unwritten`: not even a header
 * - `foreign`: not a log
 */
export interface FileEnd {
  readonly kind: 'clean' | 'torn' | 'damaged' | 'unwritten' | 'foreign';
  /** Where the last whole record ends. */
  readonly offset: number;
  readonly reason: string;
}

/** Batches of the file's entries; they keep their bytes. Reading may go on while the file is appended to: it ends where the writer was. */
export async function* readLogFile(file: OpenFile): AsyncGenerator<readonly LogEntry[], FileEnd, void> {
  const header = new Uint8Array(LOG_HEADER_BYTES);
  const state = headerState(header.subarray(0, await file.read(header, 0)));
  if (state !== 'good') {
    return { kind: state, offset: 0, reason: state === 'foreign' ? 'it does not begin with ZKLG' : 'it has no header' };
  }
  let position = LOG_HEADER_BYTES;
  let wanted = CHUNK_BYTES;
  for (;;) {
    // A new buffer each time, read again from the first record that is not whole: entries are views of it.
    const chunk = new Uint8Array(wanted);
    const bytes = chunk.subarray(0, await file.read(chunk, position));
    const last = bytes.length < wanted;
    const entries: LogEntry[] = [];
    let at = 0;
    let scanned = scanRecord(bytes, at, position, last);
    while (scanned.kind === 'record') {
      entries.push(scanned.entry);
      at = scanned.next;
      scanned = scanRecord(bytes, at, position + at, last);
    }
    if (entries.length > 0) yield entries;
    position += at;
    if (scanned.kind === 'end') return { kind: 'clean', offset: position, reason: '' };
    if (scanned.kind !== 'more') return { kind: scanned.kind, offset: position, reason: scanned.reason };
    wanted = Math.max(CHUNK_BYTES, scanned.bytes);
  }
}

/** The entries after `last`, across files, as far as they are whole: to bring a peer up to date. Gaps and damage end it. */
export async function* readLogAfter(fs: FileSystem, folder: string, last: Zxid): AsyncGenerator<LogEntry, void, void> {
  let newest = last;
  for (const { name } of filesAfter(logFiles((await fs.list(folder)) ?? []), last)) {
    const file = await fs.open(`${folder}/${name}`, 'read');
    try {
      for await (const entries of readLogFile(file)) {
        for (const entry of entries) {
          if (compareZxids(entry.zxid, newest) <= 0) continue;
          newest = entry.zxid;
          yield entry;
        }
      }
    } finally {
      await file.close();
    }
  }
}

/** Where the file's entries up to `last` end, and whether there are any: the place to cut. */
export async function endOf(
  fs: FileSystem,
  path: string,
  last: Zxid,
): Promise<{ readonly offset: number; readonly count: number }> {
  return withFile(fs, path, 'read', async (file) => {
    let offset = LOG_HEADER_BYTES;
    let count = 0;
    for await (const entries of readLogFile(file)) {
      for (const { zxid, payload } of entries) {
        if (compareZxids(zxid, last) > 0) return { offset, count };
        offset += payload.length + RECORD_OVERHEAD;
        count += 1;
      }
    }
    return { offset, count };
  });
}

/** How far behind a torn record a whole one is looked for: more than was ever written between two syncs. */
const LOOKAHEAD_BYTES = 0x40_0000;

/** Whether a record newer than `after` stands somewhere behind `offset`: then what is torn there had been followed by others. */
export async function hasRecordBehind(file: OpenFile, offset: number, after: Zxid): Promise<boolean> {
  const chunk = new Uint8Array(LOOKAHEAD_BYTES);
  const bytes = chunk.subarray(0, await file.read(chunk, offset));
  return !isZero(bytes, 0, bytes.length) && holdsRecordAfter(bytes, after);
}
