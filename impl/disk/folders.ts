/** Where things lie: `version-2` below `dataDir` (snapshots, epochs) and below `dataLogDir` (logs), often the same. */
import { DiskFault } from './errors.js';
import type { FileSystem } from './file-system.js';
import { logFiles, snapshotFiles, VERSION_FOLDER } from './names.js';

export interface Folders {
  /** `dataDir`: holds `myid`. */
  readonly data: string;
  /** `dataLogDir`: may hold `initialize`. */
  readonly dataLog: string;
  /** Snapshots and epoch files. */
  readonly snapshots: string;
  readonly logs: string;
}

export function foldersOf(dataDir: string, dataLogDir: string = dataDir): Folders {
  return {
    data: dataDir,
    dataLog: dataLogDir,
    snapshots: `${dataDir}/${VERSION_FOLDER}`,
    logs: `${dataLogDir}/${VERSION_FOLDER}`,
  };
}

/** They exist afterwards, and neither holds the other's files (`FileTxnSnapLog.checkLogDir`, `checkSnapDir`). */
export async function prepareFolders(fs: FileSystem, folders: Folders, create: boolean): Promise<void> {
  for (const folder of new Set([folders.snapshots, folders.logs])) {
    if ((await fs.list(folder)) !== null) continue;
    if (!create) throw new DiskFault('ZAB-D017', folder, 'datadir.autocreate is false');
    await fs.makeFolder(folder);
  }
  if (folders.snapshots === folders.logs) return;
  const [strayed] = snapshotFiles((await fs.list(folders.logs)) ?? []);
  if (strayed !== undefined) throw new DiskFault('ZAB-D014', folders.logs, `it holds ${strayed.name}`);
  const [lost] = logFiles((await fs.list(folders.snapshots)) ?? []);
  if (lost !== undefined) throw new DiskFault('ZAB-D014', folders.snapshots, `it holds ${lost.name}`);
}
