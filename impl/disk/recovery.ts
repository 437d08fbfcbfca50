/**
 * What a server finds on its disk when it starts (`FileTxnSnapLog.restore`): the newest snapshot that is whole, the log behind it, the
 * epochs. Everything is checked before anything is changed, except that an interrupted truncation is completed first.
 */
import type { Log } from '#spec/model/log.js';
import type { Durable } from '#spec/model/state.js';
import { compareZxids, sameZxid, ZERO } from '#spec/model/zxid.js';
import { DiskFault, note } from './errors.js';
import type { DiskNote } from './errors.js';
import { completeEpochs, readEpochs, settledEpochs } from './epochs.js';
import type { StoredEpochs } from './epochs.js';
import type { FileSystem } from './file-system.js';
import { prepareFolders } from './folders.js';
import type { Folders } from './folders.js';
import { readHistory, repair } from './history.js';
import { settleIntent } from './intent.js';
import { INITIALIZE, logFiles, zxidHex } from './names.js';
import type { SnapshotContent } from './snapshot-format.js';
import { installSnapshot, loadNewest, prepareSnapshot, removeTemporarySnapshots } from './snapshots.js';
import type { LoadedSnapshot, SnapshotSink } from './snapshots.js';

export interface RecoveryOptions<T> {
  /** Takes a snapshot's records and makes a tree of them. */
  readonly sink: () => SnapshotSink<T>;
  /** The tree of a server that has seen nothing, and its first snapshot. */
  readonly empty: () => { readonly tree: T; readonly content: SnapshotContent };
  /** `datadir.autocreate`. */
  readonly createFolders: boolean;
  /** `db.autocreate`: an empty disk is fine even without the file `initialize`. */
  readonly emptyIsFine: boolean;
  /** `snapshot.trust.empty`: logs without a snapshot are replayed from nothing. */
  readonly trustEmptySnapshot: boolean;
}

export interface Recovered<T> {
  /** As the spec has it: `history` starts at the snapshot, and the `value` of each entry is its payload as logged. */
  readonly durable: Durable;
  /** As the snapshot has it: the history is still to be applied. */
  readonly tree: T;
  readonly notes: readonly DiskNote[];
}

export async function recover<T>(fs: FileSystem, folders: Folders, options: RecoveryOptions<T>): Promise<Recovered<T>> {
  await prepareFolders(fs, folders, options.createFolders);
  const settled = await settleIntent(fs, folders);
  const loaded = await loadNewest(fs, folders, options.sink);
  const epochs = await readEpochs(fs, folders);
  const logs = logFiles((await fs.list(folders.logs)) ?? []);
  if (loaded.file === null) {
    if (loaded.skipped.length > 0) {
      throw new DiskFault('ZAB-D007', folders.snapshots, loaded.skipped.map((each) => each.note.message).join('; '));
    }
    if (logs.length === 0) return initialize(fs, folders, options, epochs);
    if (!options.trustEmptySnapshot) throw new DiskFault('ZAB-D008', folders.logs, `the oldest is ${logs[0]?.name ?? ''}`);
  }
  const base = loaded.file?.zxid ?? ZERO;
  const passedOver = loaded.skipped.some((each) => each.complete);
  const history = await readHistory(fs, folders.logs, base, passedOver);
  checkCovered(loaded, history.log, folders);
  const { epoch } = history.log.lastZxid;
  const { accepted, current } = settledEpochs(epochs, epoch, folders.snapshots);
  await repair(fs, folders.logs, history);
  const changed = await completeEpochs(fs, folders, epochs, { accepted, current });
  await removeTemporarySnapshots(fs, folders);
  await dropMarker(fs, folders);
  const notes = [...settled, ...loaded.skipped.map((each) => each.note), ...history.notes, ...changed];
  const durable = { acceptedEpoch: accepted, currentEpoch: current, history: history.log, snapshotZxid: base };
  return { durable, tree: loaded.tree ?? options.empty().tree, notes };
}

/** A snapshot that was finished once and cannot be read: what it covered must be in the log, to its last transaction. */
function checkCovered<T>({ skipped }: LoadedSnapshot<T>, log: Log, folders: Folders): void {
  for (const { file, complete, note: reason } of skipped) {
    if (!complete || sameZxid(file.zxid, log.base) || (log.has(file.zxid) && compareZxids(log.base, file.zxid) < 0)) continue;
    throw new DiskFault(
      'ZAB-D009',
      `${folders.snapshots}/${file.name}`,
      `${reason.message}; the log ends at 0x${zxidHex(log.lastZxid)}`,
    );
  }
}

/** An empty disk: fresh, or robbed of its data. A server that forgot what it acknowledged must not vote as if it never had. */
async function initialize<T>(
  fs: FileSystem,
  folders: Folders,
  options: RecoveryOptions<T>,
  epochs: StoredEpochs,
): Promise<Recovered<T>> {
  const marked = await hasMarker(fs, folders);
  const promised = Math.max(epochs.accepted ?? 0, epochs.current ?? 0);
  if (!marked && promised > 0) {
    throw new DiskFault('ZAB-D013', folders.snapshots, `its epoch files say ${promised}, and it holds no data`);
  }
  if (!marked && !options.emptyIsFine) {
    throw new DiskFault('ZAB-D013', folders.snapshots, 'db.autocreate is false, and there is no file "initialize"');
  }
  const { tree, content } = options.empty();
  // The promise not to follow an older leader stays. `currentEpoch` speaks for a history, and that is gone.
  const [accepted, current] = [promised, 0];
  await removeTemporarySnapshots(fs, folders);
  const changed = await completeEpochs(fs, folders, epochs, { accepted, current });
  await installSnapshot(fs, folders, await prepareSnapshot(fs, folders, content, 0));
  await dropMarker(fs, folders);
  const { log } = await readHistory(fs, folders.logs, content.zxid, false);
  const durable = { acceptedEpoch: accepted, currentEpoch: current, history: log, snapshotZxid: content.zxid };
  return { durable, tree, notes: [...changed, note('initialized', folders.snapshots, 'it was empty')] };
}

async function hasMarker(fs: FileSystem, folders: Folders): Promise<boolean> {
  return ((await fs.list(folders.dataLog)) ?? []).includes(INITIALIZE);
}

/** The marker is spent by any start: an old one must not excuse the loss of data later. */
async function dropMarker(fs: FileSystem, folders: Folders): Promise<void> {
  if (!(await hasMarker(fs, folders))) return;
  await fs.remove(`${folders.dataLog}/${INITIALIZE}`);
  await fs.syncFolder(folders.dataLog);
}
