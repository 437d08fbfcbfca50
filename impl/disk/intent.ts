/**
 * A truncation and a replacement touch several files and must happen whole or not at all. What is to be done is first made durable in
 * one file of its own, `zabkeeper.intent`; recovery completes it. Apache's servers ignore the file.
 *
 *     truncate  intent durable = decided | drop snapshots beyond, newer logs newest first, cut the last | drop the intent
 *     replace   intent, then the snapshot renamed into place = decided | drop all logs and snapshots beyond | drop the intent
 *
 * After each step in between, what another server's recovery would make of the files is still a prefix of the history.
 */
import { compareZxids } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { DiskFault, note } from './errors.js';
import type { DiskNote } from './errors.js';
import { readStart, replaceFile, withFile } from './file-system.js';
import type { FileSystem } from './file-system.js';
import type { Folders } from './folders.js';
import { endOf } from './log-reader.js';
import { logFiles, parseZxidHex, snapshotFiles, snapshotName, TEMPORARY, zxidHex } from './names.js';
import { installSnapshot } from './snapshots.js';
import type { PreparedSnapshot } from './snapshots.js';

const INTENT = 'zabkeeper.intent';
const INTENT_BYTES_MAX = 64;

interface Intent {
  readonly kind: 'truncate' | 'replace';
  readonly zxid: Zxid;
}

/** Cuts the history: entries after `zxid` go, and snapshots that cover them. */
export async function truncate(fs: FileSystem, folders: Folders, zxid: Zxid): Promise<void> {
  const snapshots = snapshotFiles((await fs.list(folders.snapshots)) ?? []);
  const oldest = snapshots[0];
  if (oldest === undefined || compareZxids(oldest.zxid, zxid) > 0) {
    throw new DiskFault('ZAB-D016', folders.logs, `at 0x${zxidHex(zxid)}, and the oldest snapshot is ${oldest?.name ?? 'none'}`);
  }
  const intent: Intent = { kind: 'truncate', zxid };
  await writeIntent(fs, folders, intent);
  await complete(fs, folders, intent);
}

/** Makes a snapshot all there is. */
export async function replaceAll(fs: FileSystem, folders: Folders, snapshot: PreparedSnapshot): Promise<void> {
  const intent: Intent = { kind: 'replace', zxid: snapshot.zxid };
  await writeIntent(fs, folders, intent);
  await installSnapshot(fs, folders, snapshot);
  await complete(fs, folders, intent);
}

/** At start: whatever a crash interrupted is completed, or forgotten where it was not decided yet. */
export async function settleIntent(fs: FileSystem, folders: Folders): Promise<readonly DiskNote[]> {
  const names = (await fs.list(folders.logs)) ?? [];
  const temporary = INTENT + TEMPORARY;
  if (names.includes(temporary)) await fs.remove(`${folders.logs}/${temporary}`);
  if (!names.includes(INTENT)) return [];
  const path = `${folders.logs}/${INTENT}`;
  const text = new TextDecoder().decode(await readStart(fs, path, INTENT_BYTES_MAX));
  const [, kind, hex = ''] = /^(truncate|replace) ([0-9a-f]+)\n$/.exec(text) ?? [];
  const zxid = parseZxidHex(hex);
  if (zxid === null) throw new DiskFault('ZAB-D003', path, JSON.stringify(text));
  const intent: Intent = { kind: kind === 'replace' ? 'replace' : 'truncate', zxid };
  const installed = ((await fs.list(folders.snapshots)) ?? []).includes(snapshotName(zxid));
  if (intent.kind === 'replace' && !installed) {
    await dropIntent(fs, folders);
    return [];
  }
  await complete(fs, folders, intent);
  return [note('cut-finished', path, `completed the interrupted "${text.trim()}"`)];
}

async function writeIntent(fs: FileSystem, folders: Folders, { kind, zxid }: Intent): Promise<void> {
  const text = new TextEncoder().encode(`${kind} ${zxidHex(zxid)}\n`);
  await replaceFile(fs, folders.logs, INTENT, INTENT + TEMPORARY, text);
}

async function dropIntent(fs: FileSystem, folders: Folders): Promise<void> {
  await fs.remove(`${folders.logs}/${INTENT}`);
  await fs.syncFolder(folders.logs);
}

/** May be repeated from any point. */
async function complete(fs: FileSystem, folders: Folders, { kind, zxid }: Intent): Promise<void> {
  const beyond = snapshotFiles((await fs.list(folders.snapshots)) ?? []).filter((file) => compareZxids(file.zxid, zxid) > 0);
  for (const { name } of beyond.toReversed()) await fs.remove(`${folders.snapshots}/${name}`);
  if (beyond.length > 0) await fs.syncFolder(folders.snapshots);
  await cutLogs(fs, folders.logs, kind === 'replace' ? null : zxid);
  await dropIntent(fs, folders);
}

/** Removes entries after `last`, all of them for null, newest file first, each gone for good before the next. */
async function cutLogs(fs: FileSystem, folder: string, last: Zxid | null): Promise<void> {
  for (const { name, zxid } of logFiles((await fs.list(folder)) ?? []).toReversed()) {
    const path = `${folder}/${name}`;
    const end = last === null || compareZxids(zxid, last) > 0 ? null : await endOf(fs, path, last);
    if (end === null || end.count === 0) {
      await fs.remove(path);
      await fs.syncFolder(folder);
      continue;
    }
    await withFile(fs, path, 'modify', async (file) => {
      await file.truncate(end.offset);
      await file.sync();
    });
    return;
  }
}
