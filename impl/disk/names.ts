/** Names of files below `version-2`, and the zxids in them (`Util.makeLogName`, `Util.getZxidFromName`). */
import { compareZxids, zxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';

export const VERSION_FOLDER = 'version-2';
export const ACCEPTED_EPOCH = 'acceptedEpoch';
export const CURRENT_EPOCH = 'currentEpoch';
export const MYID = 'myid';
export const INITIALIZE = 'initialize';

/** Suffix of what is written whole and then renamed (`AtomicFileOutputStream`). */
export const TEMPORARY = '.tmp';

/** Java reads the hexadecimal number as a signed long. */
const EPOCH_MAX = 0x7fff_ffff;

export type Compression = 'none' | 'gzip' | 'snappy';

export interface NamedFile {
  readonly name: string;
  readonly zxid: Zxid;
}

export interface SnapshotFile extends NamedFile {
  readonly compression: Compression;
}

/** `Long.toHexString`: lower case, no leading zeros. */
export function zxidHex({ epoch, counter }: Zxid): string {
  return epoch === 0 ? counter.toString(16) : epoch.toString(16) + counter.toString(16).padStart(8, '0');
}

export function parseZxidHex(text: string): Zxid | null {
  if (!/^[0-9a-f]{1,16}$/i.test(text)) return null;
  const epoch = text.length <= 8 ? 0 : Number.parseInt(text.slice(0, -8), 16);
  return epoch > EPOCH_MAX ? null : zxid(epoch, Number.parseInt(text.slice(-8), 16));
}

export function logName(first: Zxid): string {
  return `log.${zxidHex(first)}`;
}

export function snapshotName(last: Zxid): string {
  return `snapshot.${zxidHex(last)}`;
}

/**
 * A snapshot being written. Apache's own name for it, `snapshot.HEX.tmp`, is one that Apache's recovery takes for a snapshot; this
 * one no server looks at. `serial` tells apart two of the same zxid.
 */
export function temporarySnapshotName(last: Zxid, serial: number): string {
  return `snapshot-${zxidHex(last)}-${serial}${TEMPORARY}`;
}

export function isTemporarySnapshot(name: string): boolean {
  return /^snapshot-[0-9a-f]+-\d+[.]tmp$/.test(name);
}

/** Log files by zxid, oldest first. */
export function logFiles(names: readonly string[]): readonly NamedFile[] {
  return inOrder(
    names.flatMap((name) => {
      const id = name.startsWith('log.') ? parseZxidHex(name.slice(4)) : null;
      return id === null ? [] : [{ name, zxid: id }];
    }),
  );
}

const COMPRESSIONS: Readonly<Record<string, Compression>> = { '': 'none', '.gz': 'gzip', '.snappy': 'snappy' };

/** Snapshots by zxid, oldest first. */
export function snapshotFiles(names: readonly string[]): readonly SnapshotFile[] {
  return inOrder(
    names.flatMap((name) => {
      const [, hex = '', suffix = ''] = /^snapshot[.]([0-9a-f]+)([.]gz|[.]snappy)?$/i.exec(name) ?? [];
      const id = parseZxidHex(hex);
      return id === null ? [] : [{ name, zxid: id, compression: COMPRESSIONS[suffix.toLowerCase()] ?? 'none' }];
    }),
  );
}

function inOrder<F extends NamedFile>(files: readonly F[]): readonly F[] {
  return files.toSorted((a, b) => compareZxids(a.zxid, b.zxid));
}

/** The files that may hold entries after `last`: from the newest that starts at or before the next zxid (`FileTxnLog.getLogFiles`). */
export function filesAfter<F extends NamedFile>(files: readonly F[], last: Zxid): readonly F[] {
  const next = zxid(last.epoch, last.counter + 1);
  const start = files.findLastIndex((file) => compareZxids(file.zxid, next) <= 0);
  return files.slice(Math.max(start, 0));
}
