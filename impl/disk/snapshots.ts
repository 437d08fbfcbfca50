/** Snapshot files: written under a temporary name, read newest first until one is whole, purged (`FileSnap`, `PurgeTxnLog`). */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { compareZxids } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { DiskFault, note } from './errors.js';
import type { DiskNote } from './errors.js';
import { renameInFolder, withFile } from './file-system.js';
import type { FileSystem, OpenFile } from './file-system.js';
import type { Folders } from './folders.js';
import { filesAfter, isTemporarySnapshot, logFiles, snapshotFiles, snapshotName, temporarySnapshotName } from './names.js';
import type { SnapshotFile } from './names.js';
import { SnapshotDecoder } from './snapshot-decoder.js';
import { encodeSnapshot } from './snapshot-format.js';
import type { SnapshotContent, SnapshotRecord, Trailer } from './snapshot-format.js';

const CHUNK_BYTES = 0x4_0000;

/** So many candidates are read before giving up, as Apache does. */
const CANDIDATES_MAX = 100;

/** Apache's setting must not be below. */
const RETAIN_COUNT_MIN = 3;

/** On disk and synced, but nobody's snapshot until it is installed. */
export interface PreparedSnapshot {
  readonly kind: 'prepared';
  readonly zxid: Zxid;
  readonly temporary: string;
  readonly bytes: number;
}

/** Takes what a snapshot holds. A new one is made for each file tried, so it need not undo anything. */
export interface SnapshotSink<T> {
  /** A complaint makes the file a damaged one: a node without its parent, a list that is not there. */
  take(record: SnapshotRecord): string | undefined;
  finish(zxid: Zxid, trailer: Trailer): T;
}

/** Service goes on while this runs: the nodes are asked for a chunk at a time, and each chunk is awaited. */
export async function prepareSnapshot(
  fs: FileSystem,
  folders: Folders,
  content: SnapshotContent,
  serial: number,
): Promise<PreparedSnapshot> {
  const { zxid } = content;
  const temporary = temporarySnapshotName(zxid, serial);
  const bytes = await withFile(fs, `${folders.snapshots}/${temporary}`, 'create', async (file) => {
    let position = 0;
    for (const chunk of encodeSnapshot(content)) {
      await file.write(chunk, position);
      position += chunk.length;
    }
    await file.sync();
    return position;
  });
  return { kind: 'prepared', zxid, temporary, bytes };
}

/** Gives a snapshot its name: from now on recovery begins there. */
export async function installSnapshot(fs: FileSystem, folders: Folders, { temporary, zxid }: PreparedSnapshot): Promise<void> {
  await renameInFolder(fs, folders.snapshots, temporary, snapshotName(zxid));
}

export async function removeTemporarySnapshots(fs: FileSystem, folders: Folders): Promise<void> {
  const left = ((await fs.list(folders.snapshots)) ?? []).filter(isTemporarySnapshot);
  for (const name of left) await fs.remove(`${folders.snapshots}/${name}`);
}

export interface LoadedSnapshot<T> {
  readonly file: SnapshotFile | null;
  readonly tree: T | null;
  /** Newer files that were passed over; `complete` where the file was once finished. */
  readonly skipped: readonly { readonly file: SnapshotFile; readonly complete: boolean; readonly note: DiskNote }[];
}

/** The newest snapshot that is whole. */
export async function loadNewest<T>(fs: FileSystem, folders: Folders, sink: () => SnapshotSink<T>): Promise<LoadedSnapshot<T>> {
  const files = snapshotFiles((await fs.list(folders.snapshots)) ?? []).toReversed();
  const skipped: { file: SnapshotFile; complete: boolean; note: DiskNote }[] = [];
  let tried = 0;
  for (const file of files) {
    const path = `${folders.snapshots}/${file.name}`;
    const complete = await looksComplete(fs, path, file);
    if (complete && tried++ === CANDIDATES_MAX) break;
    const loaded = complete ? await load(fs, path, file, sink()) : { ok: false as const, reason: 'it was never finished' };
    if (loaded.ok) return { file, tree: loaded.value, skipped };
    skipped.push({ file, complete, note: note('snapshot-skipped', path, loaded.reason) });
  }
  return { file: null, tree: null, skipped };
}

type Loaded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

async function load<T>(fs: FileSystem, path: string, file: SnapshotFile, sink: SnapshotSink<T>): Promise<Loaded<T>> {
  if (file.compression === 'snappy') return { ok: false, reason: 'snapshots compressed with snappy are not read' };
  const decoder = new SnapshotDecoder();
  return withFile(fs, path, 'read', async (opened): Promise<Loaded<T>> => {
    const chunks = file.compression === 'gzip' ? unzipped(opened) : chunksOf(opened);
    try {
      for await (const chunk of chunks) {
        const step = decoder.push(chunk);
        if (!step.ok) return step;
        for (const record of step.value) {
          const complaint = sink.take(record);
          if (complaint !== undefined) return { ok: false, reason: complaint };
        }
      }
    } catch (error) {
      if (error instanceof BadGzip) return { ok: false, reason: error.message };
      throw error;
    }
    const end = decoder.end();
    return end.ok ? { ok: true, value: sink.finish(file.zxid, end.value) } : end;
  });
}

async function* chunksOf(file: OpenFile): AsyncGenerator<Uint8Array, void, void> {
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let position = 0; ;) {
    const count = await file.read(chunk, position);
    if (count === 0) return;
    // The decoder copies what it keeps.
    yield chunk.subarray(0, count);
    position += count;
  }
}

class BadGzip extends Error {}

async function* unzipped(file: OpenFile): AsyncGenerator<Uint8Array, void, void> {
  const gunzip = createGunzip();
  // What goes wrong on either side comes out of `gunzip`.
  const feeding = pipeline(Readable.from(copiesOf(file)), gunzip).catch(() => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } catch (error) {
    if (error instanceof DiskFault) throw error;
    throw new BadGzip(error instanceof Error ? error.message : String(error));
  } finally {
    gunzip.destroy();
    await feeding;
  }
}

async function* copiesOf(file: OpenFile): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunksOf(file)) yield chunk.slice();
}

const QUICK_BYTES_MIN = 10;

/** Apache's quick look (`SnapStream.isValidSnapshot`): a plain file ends in the path that every seal ends in. */
async function looksComplete(fs: FileSystem, path: string, { compression }: SnapshotFile): Promise<boolean> {
  return withFile(fs, path, 'read', async (file) => {
    const size = await file.size();
    if (size < QUICK_BYTES_MIN) return false;
    const bytes = new Uint8Array(5);
    await file.read(bytes, compression === 'none' ? size - bytes.length : 0);
    const [first, second] = bytes;
    if (compression === 'gzip') return first === 0x1f && second === 0x8b;
    return compression === 'snappy' || bytes.join() === '0,0,0,1,47';
  });
}

/**
 * Removes all but the newest `count` snapshots that look complete, and the logs that none of them needs: a log that starts at or
 * before the oldest kept one may hold what follows it, so the newest of those stays. Answers the names removed.
 */
export async function purge(fs: FileSystem, folders: Folders, count: number): Promise<readonly string[]> {
  const snapshots = snapshotFiles((await fs.list(folders.snapshots)) ?? []);
  const kept: SnapshotFile[] = [];
  for (const file of snapshots.toReversed()) {
    if (kept.length === Math.max(count, RETAIN_COUNT_MIN)) break;
    if (await looksComplete(fs, `${folders.snapshots}/${file.name}`, file)) kept.push(file);
  }
  const oldest = kept.at(-1);
  if (oldest === undefined) return [];
  const logs = logFiles((await fs.list(folders.logs)) ?? []);
  const upTo = { epoch: oldest.zxid.epoch, counter: oldest.zxid.counter - 1 };
  const needed = new Set(filesAfter(logs, upTo));
  const oldSnapshots = snapshots.filter((file) => compareZxids(file.zxid, oldest.zxid) < 0);
  const oldLogs = logs.filter((file) => !needed.has(file));
  // Snapshots first, and logs from the oldest on: at no time does a snapshot that is there lack a log that follows it.
  for (const { name } of oldSnapshots) await fs.remove(`${folders.snapshots}/${name}`);
  if (oldSnapshots.length > 0) await fs.syncFolder(folders.snapshots);
  for (const { name } of oldLogs) await fs.remove(`${folders.logs}/${name}`);
  if (oldLogs.length > 0) await fs.syncFolder(folders.logs);
  return [...oldSnapshots, ...oldLogs].map((file) => file.name);
}
