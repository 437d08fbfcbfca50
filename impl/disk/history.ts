/**
 * The history as the logs hold it behind a snapshot: checked for damage and for gaps, so that what is missing stops the server
 * instead of being forgotten. Reads only; `repair` afterwards puts right what a crash left.
 */
import { compareZxids, follows, sameZxid, showZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { Log } from '#spec/model/log.js';
import { DiskFault, note } from './errors.js';
import type { DiskNote } from './errors.js';
import { withFile } from './file-system.js';
import type { FileSystem, OpenFile } from './file-system.js';
import type { LogEntry } from './log-format.js';
import { hasRecordBehind, readLogFile } from './log-reader.js';
import type { FileEnd } from './log-reader.js';
import { filesAfter, logFiles } from './names.js';
import type { NamedFile } from './names.js';

/** Set right when nothing speaks against starting. */
export type Repair =
  { readonly kind: 'cut'; readonly path: string; readonly offset: number } | { readonly kind: 'remove'; readonly path: string };

export interface History {
  /** Entries after the snapshot; `value` of each is its payload. */
  readonly log: Log;
  readonly notes: readonly DiskNote[];
  readonly repairs: readonly Repair[];
}

interface Reading {
  log: Log;
  readonly notes: DiskNote[];
  readonly repairs: Repair[];
  /** Entries of the file under way. */
  inFile: number;
  /** A gap between two entries of one file cannot be a loss, unless an older snapshot stands in for a newer one. */
  readonly strict: boolean;
}

/** `strict`: the snapshot is not the newest one, so every entry since is needed. */
export async function readHistory(fs: FileSystem, folder: string, base: Zxid, strict: boolean): Promise<History> {
  const files = filesAfter(logFiles((await fs.list(folder)) ?? []), base);
  const reading: Reading = { log: Log.startingAt(base), notes: [], repairs: [], inFile: 0, strict };
  for (const [index, file] of files.entries()) await readOne(fs, folder, file, index === files.length - 1, reading);
  return reading;
}

async function readOne(fs: FileSystem, folder: string, { name }: NamedFile, last: boolean, reading: Reading): Promise<void> {
  const path = `${folder}/${name}`;
  await withFile(fs, path, 'read', async (file) => {
    const batches = readLogFile(file);
    let newest: Zxid | null = null;
    reading.inFile = 0;
    let step = await batches.next();
    for (; step.done !== true; step = await batches.next()) {
      for (const entry of step.value) {
        take(entry, path, reading);
        newest = entry.zxid;
        reading.inFile += 1;
      }
    }
    await conclude(file, path, step.value, last, newest ?? reading.log.lastZxid, reading);
  });
}

function take({ zxid, payload }: LogEntry, path: string, reading: Reading): void {
  const { log, notes } = reading;
  const { base, lastZxid } = log;
  if (compareZxids(zxid, base) <= 0) return;
  if (compareZxids(zxid, lastZxid) <= 0) {
    notes.push(note('out-of-order', path, `${showZxid(zxid)} after ${showZxid(lastZxid)} was passed over`));
    return;
  }
  if (!follows(lastZxid, zxid)) {
    const what = `${showZxid(zxid)} comes after ${sameZxid(lastZxid, base) ? 'the snapshot at ' : ''}${showZxid(lastZxid)}`;
    if (reading.strict || reading.inFile === 0 || log.length === 0) throw new DiskFault('ZAB-D005', path, what);
    notes.push(note('gap', path, what));
  }
  reading.log = log.append({ zxid, value: payload });
}

/** Judges the end of a file: what a crash may leave is noted, what it cannot have left is refused. */
async function conclude(
  file: OpenFile,
  path: string,
  end: FileEnd,
  last: boolean,
  newest: Zxid,
  reading: Reading,
): Promise<void> {
  const { notes, repairs } = reading;
  if (end.kind === 'foreign') throw new DiskFault('ZAB-D003', path, end.reason);
  if (end.kind === 'damaged') throw new DiskFault('ZAB-D004', path, `at byte ${end.offset}: ${end.reason}`);
  // In an older file the next one tells whether anything is missing.
  if (last && (await hasRecordBehind(file, end.offset, newest))) {
    throw new DiskFault('ZAB-D004', path, `at byte ${end.offset}: whole records follow, so it was not the last write`);
  }
  if (end.kind === 'torn') {
    notes.push(note('torn-tail', path, `cut at byte ${end.offset}, behind ${showZxid(newest)}: ${end.reason}`));
    if (last) repairs.push({ kind: 'cut', path, offset: end.offset });
  }
  if (last && reading.inFile === 0) {
    notes.push(note('log-removed', path, end.kind === 'unwritten' ? end.reason : 'it holds no whole record'));
    repairs.push({ kind: 'remove', path });
  }
}

export async function repair(fs: FileSystem, folder: string, { repairs }: History): Promise<void> {
  for (const each of repairs) {
    if (each.kind === 'remove') {
      await fs.remove(each.path);
      continue;
    }
    await withFile(fs, each.path, 'modify', async (file) => {
      await file.truncate(each.offset);
      await file.sync();
    });
  }
  if (repairs.length > 0) await fs.syncFolder(folder);
}
