/**
 * `acceptedEpoch` and `currentEpoch` at start (`QuorumPeer.loadDataBase`), with two differences. A log that is ahead of `currentEpoch`
 * and not of `acceptedEpoch` is what a crash leaves between the log's write and the epoch's, so it is taken. And a lost file is
 * taken for what the data says only where it can have been nothing else: the files are promises.
 */
import { DiskFault, note } from './errors.js';
import type { DiskNote } from './errors.js';
import { finishReplacing } from './file-system.js';
import type { FileSystem } from './file-system.js';
import type { Folders } from './folders.js';
import { ACCEPTED_EPOCH, CURRENT_EPOCH, TEMPORARY } from './names.js';
import { readNumber, writeNumber } from './number-file.js';

export interface Epochs {
  readonly accepted: number;
  readonly current: number;
}

export interface StoredEpochs {
  readonly accepted: number | null;
  readonly current: number | null;
  /** A `currentEpoch.tmp` that was never renamed. */
  readonly temporary: number | null;
}

export async function readEpochs(fs: FileSystem, { snapshots: folder }: Folders): Promise<StoredEpochs> {
  const names = (await fs.list(folder)) ?? [];
  let temporary: number | null = null;
  if (names.includes(CURRENT_EPOCH + TEMPORARY)) {
    temporary = await readNumber(fs, folder, CURRENT_EPOCH + TEMPORARY).catch((error: unknown) => {
      // Cut off while it was written: then nothing was promised by it.
      if (error instanceof DiskFault && error.error.code === 'ZAB-D010') return null;
      throw error;
    });
  }
  return {
    accepted: await readNumber(fs, folder, ACCEPTED_EPOCH),
    current: await readNumber(fs, folder, CURRENT_EPOCH),
    temporary,
  };
}

/** The epochs that hold, given the epoch of the newest entry or snapshot; a fault where the files contradict that or each other. */
export function settledEpochs(stored: StoredEpochs, ofData: number, folder: string): Epochs {
  const { accepted, temporary } = stored;
  let { current } = stored;
  if (accepted === null && current === null) return { accepted: ofData, current: ofData };
  if (accepted === null) {
    // A setup by Apache writes `currentEpoch` first; ours the other.
    if (current === 0 && ofData === 0) return { accepted: 0, current };
    throw new DiskFault('ZAB-D011', `${folder}/${ACCEPTED_EPOCH}`, `it is missing, and ${CURRENT_EPOCH} is ${current ?? ''}`);
  }
  if (ofData > accepted) {
    throw new DiskFault('ZAB-D012', folder, `${ACCEPTED_EPOCH} is ${accepted}, the data reaches epoch ${ofData}`);
  }
  if (current === null) {
    if (accepted === ofData) return { accepted, current: ofData };
    throw new DiskFault('ZAB-D011', `${folder}/${CURRENT_EPOCH}`, `it is missing, and ${ACCEPTED_EPOCH} is ${accepted}`);
  }
  if (accepted < current) {
    throw new DiskFault('ZAB-D011', folder, `${ACCEPTED_EPOCH} is ${accepted}, ${CURRENT_EPOCH} is ${current}`);
  }
  if (ofData > current && temporary !== null && temporary >= ofData && temporary <= accepted) current = temporary;
  return { accepted, current };
}

/** Writes what `settledEpochs` made up or completed. `acceptedEpoch` first: so a crash in between is told from a lost file. */
export async function completeEpochs(
  fs: FileSystem,
  { snapshots: folder }: Folders,
  stored: StoredEpochs,
  { accepted, current }: Epochs,
): Promise<readonly DiskNote[]> {
  const notes: DiskNote[] = [];
  if (stored.accepted !== accepted) {
    await writeNumber(fs, folder, ACCEPTED_EPOCH, accepted);
    notes.push(note('epoch', `${folder}/${ACCEPTED_EPOCH}`, `written: ${accepted}`));
  }
  if (stored.current !== current) {
    // Written again, it would be lost to a crash in between.
    if (stored.temporary === current) await finishReplacing(fs, folder, CURRENT_EPOCH, CURRENT_EPOCH + TEMPORARY);
    else await writeNumber(fs, folder, CURRENT_EPOCH, current);
    notes.push(note('epoch', `${folder}/${CURRENT_EPOCH}`, `written: ${current}`));
  }
  const left = ((await fs.list(folder)) ?? []).filter(
    (name) => name === CURRENT_EPOCH + TEMPORARY || name === ACCEPTED_EPOCH + TEMPORARY,
  );
  for (const name of left) await fs.remove(`${folder}/${name}`);
  return notes;
}
